"""Who may do what in check-ins and what belongs to them. Reading is `visible_to` of each record."""

from feedback import states
from feedback.models import Plan
from org.lines import is_in_line
from org.rules import is_hr_for


def can_prepare(user, check_in) -> bool:
    return states.is_open_to("prepare", user, check_in)


def can_supplement(user, check_in) -> bool:
    return any(states.is_open_to(move, user, check_in) for move in ("supplement", "supplement a skipped one"))


def can_log(user, check_in) -> bool:
    return states.is_open_to("log", user, check_in)


def can_amend(user, check_in) -> bool:
    return states.is_open_to("amend", user, check_in)


def can_skip(user, check_in) -> bool:
    return states.is_open_to("skip", user, check_in)


def can_move(user, check_in) -> bool:
    """To another day, while it is open: either of the two."""
    return states.is_open_to("move", user, check_in)


def can_schedule(user, employee) -> bool:
    """Set how often they talk, and when next: the direct manager."""
    return employee.manager_id == user.pk


def can_ask_check_in(user, employee) -> bool:
    """That the two talk soon: the employee, those above the manager, and HR. The manager holds it without asking.

    Select `manager` with the employee.
    """
    manager = employee.manager
    if manager is None or user.pk == manager.pk or employee.is_leaver() or manager.is_leaver():
        return False
    return user.pk == employee.pk or acts_as_hr(user, employee) or (user.is_manager and is_in_line(employee, user))


def can_open_to_manager(user, check_in) -> bool:
    """The employee opens an ended one to the manager of today, who did not hold it."""
    return (
        check_in.employee_id == user.pk
        and not check_in.is_open
        and check_in.employee.manager_id not in (None, check_in.manager_id)
    )


def can_finish(user, action) -> bool:
    """Tick off, or drop with a reason: its owner, the employee it was agreed with, or today's manager."""
    return user.pk in (action.owner_id, action.employee_id, action.employee.manager_id)


def action_owners(action) -> set[int]:
    """Who may have it: the employee, today's manager, and whoever has it now."""
    return {action.employee_id, action.owner_id} | ({action.employee.manager_id} - {None})


def can_add_to_agenda(user, employee) -> bool:
    """The two who talk: the employee who has a manager, and that manager."""
    return employee.manager_id is not None and user.pk in (employee.pk, employee.manager_id)


def can_change_point(user, point) -> bool:
    return point.author_id == user.pk and point.talked_at is None


def can_change_question(user, question) -> bool:
    """The company's: HR. A manager's own: that manager."""
    return user.is_hr if question.manager_id is None else question.manager_id == user.pk


def can_share_upward(user, blocker) -> bool:
    """Its author says what may be shown one level up, while it may go there or is there."""
    return blocker.raised_by_id == user.pk and blocker.acknowledged_at is None and blocker.resolved_at is None


def can_acknowledge(user, blocker, now=None) -> bool:
    """Who can see it, has not raised it, and before anybody else did. Select `raised_by__manager` with it."""
    if blocker.acknowledged_at is not None or blocker.resolved_at is not None:
        return False
    manager = blocker.raised_by.manager
    if manager is None:
        return False
    return manager.pk == user.pk or (blocker.has_gone_up(now) and manager.manager_id == user.pk)


def reads_course(user, blocker) -> bool:
    """What was done about it: who raised it, their manager, and who took it up one level above."""
    return user.pk in (blocker.raised_by_id, blocker.raised_by.manager_id, blocker.acknowledged_by_id)


def can_help(user, blocker) -> bool:
    """Note what was done about it: who reads it, while it is open."""
    return blocker.resolved_at is None and reads_course(user, blocker)


def can_resolve(user, blocker) -> bool:
    return blocker.resolved_at is None and user.pk in (blocker.raised_by_id, blocker.raised_by.manager_id)


# --- feedback ---


def can_withdraw(user, feedback, now=None) -> bool:
    """Its giver, for a quarter of an hour."""
    return feedback.giver_id == user.pk and feedback.is_withdrawable(now)


def can_thank(user, feedback) -> bool:
    """Whoever reads it and has not written it."""
    return feedback.withdrawn_at is None and feedback.giver_id != user.pk


def can_reply(user, feedback) -> bool:
    """As who may thank; once, which the reply's own row says."""
    return can_thank(user, feedback)


def can_mark_helpful(user, feedback) -> bool:
    return feedback.withdrawn_at is None and feedback.recipient_id == user.pk


# --- asking for feedback ---


def can_ask_about(user, person) -> bool:
    """About oneself, or about one's direct report."""
    return person.pk == user.pk or person.manager_id == user.pk


def can_take_back(user, request) -> bool:
    return request.asker_id == user.pk and request.taken_back_at is None


def can_ask_more(user, request) -> bool:
    """Select `about` with it."""
    return can_take_back(user, request) and can_ask_about(user, request.about)


# --- plans: select `employee` with each ---


def acts_as_hr(user, person) -> bool:
    """HR, or a partner for their department; neither for oneself nor for one's own manager."""
    return is_hr_for(user, person) and user.manager_id != person.pk


def can_start_plan(user, person, kind) -> bool:
    """To learn something: the person or their manager. To be supported: the manager or HR."""
    if kind == Plan.Kind.SUPPORT:
        return person.manager_id == user.pk or acts_as_hr(user, person)
    return user.pk in (person.pk, person.manager_id)


def can_edit_plan(user, plan) -> bool:
    """Whoever could begin it, while it is open."""
    return plan.is_open and can_start_plan(user, plan.employee, plan.kind)


def can_end_plan(user, plan) -> bool:
    return can_edit_plan(user, plan)


def can_answer_plan(user, plan) -> bool:
    """The person says that they have read a support plan, and adds their own part, as often as they like."""
    return plan.is_open and plan.is_support and plan.employee_id == user.pk


def can_review_plan(user, plan) -> bool:
    """How it is going: the person and whoever may edit it, once it is active."""
    return plan.is_active and (plan.employee_id == user.pk or can_edit_plan(user, plan))


def can_add_plan_action(user, plan, owner_id=None) -> bool:
    """Whoever may edit it, for anybody; of a support plan the person adds what they will do themselves."""
    if can_edit_plan(user, plan):
        return True
    return plan.is_open and plan.employee_id == user.pk and owner_id in (None, user.pk)


def can_finish_plan_action(user, action) -> bool:
    """Tick off, or open again: who promised it, once the plan is active, the person, and whoever may edit the plan.

    Select `plan__employee` with it.
    """
    plan = action.plan
    promised = plan.is_active and action.owner_id == user.pk
    return action.dropped_at is None and (
        promised or (plan.is_open and plan.employee_id == user.pk) or can_edit_plan(user, plan)
    )


def can_change_plan_action(user, action) -> bool:
    """Its words, day and owner; or drop it."""
    return action.is_open and can_add_plan_action(user, action.plan, action.owner_id)


def can_open_plan(user, plan) -> bool:
    """The person opens an ended one to the manager of today, who did not hold it."""
    return plan.employee_id == user.pk and not plan.is_open and plan.employee.manager_id not in (None, plan.manager_id)
