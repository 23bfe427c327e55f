"""Who reads a check-in, and who only knows that it took place; in the words that stand under what one writes."""

from django.utils.translation import gettext as _

from feedback.models import Blocker, CheckIn, Plan
from org import audience
from org.models import Employee


def readers(check_in: CheckIn) -> list[Employee]:
    """As `CheckInQuerySet.visible_to`, from one check-in. Select `employee__manager`, `manager` and `opened_to`."""
    employee = check_in.employee
    found = [employee]
    if check_in.is_open:
        return [*found, employee.manager] if employee.manager_id else found
    found.append(check_in.manager)
    if check_in.opened_to_id and check_in.opened_to_id == employee.manager_id:
        found.append(check_in.opened_to)
    return found


def nearest_above(check_in: CheckIn) -> Employee | None:
    """The first in today's line who knows that it took place and does not read it."""
    reading = {person.pk for person in readers(check_in)}
    manager = check_in.employee.manager
    if manager is None or manager.pk not in reading:
        return manager
    return manager.manager


def of_blocker(author: Employee) -> str:
    """Who reads a blocker in full; above them only what its author shares upward is shown."""
    reading = audience.names([author, author.manager] if author.manager else [author], viewer=author)
    return _("%(names)s read it.") % {"names": reading} + " " + audience.by_special_access()


def of_this_blocker(blocker: Blocker, viewer: Employee) -> str:
    """As `BlockerQuerySet.visible_to` and `Blocker.text_for`, of one. Select `raised_by__manager__manager`."""
    author, manager = blocker.raised_by, blocker.raised_by.manager
    reading = audience.names([author, manager] if manager else [author], viewer=viewer)
    words = _("%(names)s read it.") % {"names": reading}
    above = manager and manager.manager
    if above and (blocker.has_gone_up() or blocker.acknowledged_by_id == above.pk):
        with_words, without = _("%(name)s sees the words shared upward."), _("%(name)s sees it without words.")
        shown = with_words if blocker.text_upward else without
        words += " " + shown % {"name": _("You") if above.pk == viewer.pk else above}
    return f"{words} {audience.by_special_access()}"


def sentence(check_in: CheckIn, viewer: Employee, *, skipping: bool = False) -> str:
    """ "You and Ana Souza read this. Christopher Gibson sees that it took place. HR only by special access …" """
    reading = audience.names(readers(check_in), viewer=viewer)
    above = nearest_above(check_in)
    words = _("%(names)s read this.") % {"names": reading}
    hr = audience.by_special_access()
    if above is None:
        return f"{words} {hr}"
    name = _("You") if above.pk == viewer.pk else str(above)
    if skipping or check_in.state == CheckIn.State.SKIPPED:
        line = _("%(name)s and those above see that it was skipped, not why.")
    elif above.manager_id:
        line = _("%(name)s and those above see that it took place.")
    else:
        line = _("%(name)s sees that it took place.")
    return f"{words} {line % {'name': name}} {hr}"


def readers_of_plan(plan: Plan) -> list[Employee]:
    """Who reads it by name, as `PlanQuerySet.visible_to`; HR besides. Select `employee__manager`, `manager` and
    `opened_to`."""
    employee = plan.employee
    if employee.is_leaver():
        return []
    if plan.is_open:
        return [employee, employee.manager] if employee.manager_id else [employee]
    found = [employee, plan.manager] if plan.manager_id else [employee]
    if plan.opened_to_id and plan.opened_to_id == employee.manager_id:
        found.append(plan.opened_to)
    return found


def of_plan(plan: Plan, viewer: Employee) -> str:
    """ "Visible to you, Ana Souza (your manager) and HR. Others who are named in it …" HR stands for HR
    and for the partners of the person's department."""
    people, name = readers_of_plan(plan), plan.employee
    words = audience.sentence(people, viewer=viewer, hr=True) + "."
    if name.reports.exists():
        words += " " + _("Of HR not whoever reports to %(name)s.") % {"name": name}
    if not plan.is_open or not people:
        return words
    return words + " " + _("Others who are named in it see their own line alone, and for whom it is.")


def acknowledged(blocker: Blocker) -> str:
    """What is said afterwards; who left sees nothing any more."""
    if blocker.raised_by.is_leaver():
        return _("Acknowledged.")
    return _("Acknowledged. %(name)s sees it.") % {"name": blocker.raised_by}
