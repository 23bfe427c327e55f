"""Who may do what to people, their roles and accounts. Reading the directory is `Employee.objects.visible_to`.

Nobody uses a special role on themselves: each rule that HR, a partner or an administrator passes excludes the
person in question. `user.is_hr` and `user.partner_departments` are loaded once with the viewer.
"""


def is_hr_for(user, person) -> bool:
    """Acts as HR for this person: HR for everyone else, an HR partner for the people of their departments."""
    if user.pk == person.pk:
        return False
    return user.is_hr or (person.department_id is not None and person.department_id in user.partner_departments)


def can_edit_person(user, person) -> bool:
    """The master data: name, number, title, department, manager, location, dates, e-mail.

    A partner edits nobody whose role reaches further than theirs: a new e-mail would hand that account to them.
    """
    if not is_hr_for(user, person):
        return False
    return user.is_hr or not (person.is_administrator or person.is_hr or person.is_partner)


def can_add_person(user) -> bool:
    return user.is_hr


def can_see_dates(user, person) -> bool:
    """Hire date and number, and who managed them before: the person, the direct manager, HR."""
    return user.pk in (person.pk, person.manager_id) or is_hr_for(user, person)


def can_edit_absences(user, person) -> bool:
    """The person, the direct manager, or HR."""
    return user.pk == person.pk or person.manager_id == user.pk or is_hr_for(user, person)


def can_manage_account(user, person) -> bool:
    """Invite, reset, close and open an account. A technical matter, so administrators too; never one's own."""
    return user.pk != person.pk and (user.is_administrator or is_hr_for(user, person))


def can_give_roles(user) -> bool:
    """Another HR person gives a role; never an administrator."""
    return user.is_hr


def can_give_role(user, person) -> bool:
    return can_give_roles(user) and user.pk != person.pk


def can_end_role(user, grant) -> bool:
    return can_give_roles(user) and user.pk != grant.employee_id and grant.ended_at is None


def can_edit_settings(user) -> bool:
    """The organisation's settings, locations and days off."""
    return user.is_hr or user.is_administrator


def can_edit_departments(user) -> bool:
    return user.is_hr


def can_use_special_access(user) -> bool:
    """HR people who were named for it."""
    return user.is_hr and user.has_special_access


def can_open_specially(user, person) -> bool:
    """Begin special access to this person's texts; never to one's own."""
    return can_use_special_access(user) and user.pk != person.pk
