"""Who may change what of the goals. Reading is `Objective.objects.visible_to`; these are the writes.

Whoever asks about many objectives loads `owner`, `department`, `process` and `aligned_to` with them. The roles
come with the user. Nobody uses a special role on themselves: about one's own objectives HR, partner and head are
only an employee.
"""

from django.db.models import Subquery, Value

from goals import agreement, states
from goals.models import KeyResult, Objective, ProgressUpdate, Suggestion
from org import moves
from org.lines import is_in_line
from org.models import Employee, RoleGrant
from org.rules import is_hr_for
from org.together import Together


def is_head(user) -> bool:
    return any(grant.role == RoleGrant.Role.HEAD for grant in user.open_grants)


def headed_together(user) -> Subquery:
    """The ids that `headed_departments` gives, to come with something else that is asked for; see `know_headed`."""
    rows = user.departments_as(RoleGrant.Role.HEAD).order_by().annotate(one=Value(1)).values("one")
    return Subquery(rows.annotate(told=Together("pk")).values("told"))


def know_headed(user, ids: list[int] | None) -> None:
    user._headed_departments = frozenset(ids or ())


def headed_departments(user) -> frozenset[int]:
    """The ids of the departments that `user` heads, with all below; asked once for each user object."""
    if not is_head(user):
        return frozenset()
    if not hasattr(user, "_headed_departments"):  # the user of a request is a lazy object with a __dict__ of its own
        user._headed_departments = frozenset(user.departments_as(RoleGrant.Role.HEAD).values_list("pk", flat=True))
    return user._headed_departments


def acts_for(user, objective: Objective) -> bool:
    """The owner, or who heads what the objective is for: the head of its department, the owner of its process."""
    if user.pk == objective.owner_id:
        return True
    if objective.scope == Objective.Scope.DEPARTMENT:
        return objective.department_id in headed_departments(user)
    return objective.scope == Objective.Scope.PROCESS and objective.process.owner_id == user.pk


def answers_for_parent(user, objective: Objective) -> bool:
    """Acts for what `objective` is aligned to; about their own objective a head is only an employee."""
    parent = objective.aligned_to
    return user.pk == parent.owner_id or (user.pk != objective.owner_id and acts_for(user, parent))


def is_above(user, person) -> bool:
    """Whether `user` stands in the line above `person`; only who has reports is looked for."""
    return user.is_manager and is_in_line(person, user)


def can_hand_over(user, person) -> bool:
    """What becomes of the open goals of somebody who left or leaves: the manager, today's or the last one, those
    above, and HR; never the person, who hands over as the owner that they still are.
    """
    if person.left_on is None or user.pk == person.pk:
        return False
    if user.pk == person.manager_id or is_hr_for(user, person):
        return True
    if person.manager_id is not None:
        return is_above(user, person)
    last = Employee.objects.filter(pk__in=moves.last_managers([person.pk]).values()).first()
    return last is not None and (user.pk == last.pk or is_above(user, last))


def can_attend(user) -> bool:
    """See for whose goals nobody is asked, and decide: HR, and partners for their departments."""
    return user.is_hr or user.is_partner


def can_answer_move(user, move) -> bool:
    """What becomes of the open goals of somebody who moved (org.moves.Move): the former manager and the new one."""
    return move is not None and user.pk in (move.former_id, move.manager_id)


def can_create(user, scope: str = Objective.Scope.INDIVIDUAL, *, owner=None, department=None, process=None) -> bool:
    """For oneself and one's reports; for a unit whoever leads it; for the company the top of the line; HR for all."""
    owner = owner or user
    if is_hr_for(user, owner):
        return True
    if user.pk not in (owner.pk, owner.manager_id):
        return False
    if scope == Objective.Scope.COMPANY:
        return user.is_hr or (user.manager_id is None and user.is_manager)
    if scope == Objective.Scope.DEPARTMENT:
        return department is not None and leads(user, department)
    if scope == Objective.Scope.PROCESS:
        return process is not None and process.owner_id == user.pk
    return True


def can_keep_processes(user) -> bool:
    """Make some: HR, and whoever heads a department."""
    return user.is_hr or bool(headed_departments(user))


def can_keep_process(user, department) -> bool:
    """Make, change and end the processes of `department`: HR, and its head or that of one above it."""
    return user.is_hr or department.pk in headed_departments(user)


def leads(user, department) -> bool:
    """Its head, or a manager in it."""
    return department.pk in headed_departments(user) or (user.is_manager and department.pk == user.department_id)


def can_edit(user, objective: Objective) -> bool:
    return objective.state in states.OPEN and acts_for(user, objective)


def can_activate(user, objective: Objective) -> bool:
    return states.allows(objective, "activate") and acts_for(user, objective)


def can_close(user, objective: Objective) -> bool:
    return states.allows(objective, "close") and acts_for(user, objective)


def can_cancel(user, objective: Objective) -> bool:
    return states.allows(objective, "cancel") and may_end(user, objective)


def may_end(user, objective: Objective) -> bool:
    """HR too: an owner who left can no longer do it."""
    return acts_for(user, objective) or is_hr_for(user, objective.owner)


def can_align(user, objective: Objective) -> bool:
    return can_edit(user, objective)


def can_support(user, objective: Objective) -> bool:
    """Name what it supports without counting there, or no longer: whoever may edit it."""
    return can_edit(user, objective)


def can_offer(user, objective: Objective) -> bool:
    """Offer its owner a hand, while it is active and its owner works here: whoever reads it and does not own it."""
    if objective.state != Objective.State.ACTIVE or user.pk == objective.owner_id:
        return False
    left_on = objective.owner.left_on
    return left_on is None or left_on >= user.today()


def can_withdraw_comment(user, comment) -> bool:
    return user.pk == comment.author_id


def can_accept(user, objective: Objective) -> bool:
    """Who acts for the parent; one that was declined may still be accepted."""
    return (
        objective.aligned_to_id is not None
        and objective.alignment != Objective.Alignment.ACCEPTED
        and answers_for_parent(user, objective)
    )


def can_decline(user, objective: Objective) -> bool:
    """Who acts for the parent; what was accepted can be declined later."""
    return (
        objective.aligned_to_id is not None
        and objective.alignment != Objective.Alignment.DECLINED
        and objective.state in states.OPEN
        and answers_for_parent(user, objective)
    )


def can_weigh(user, objective: Objective) -> bool:
    """How much an objective counts belongs to its parent: its owner, those above them, and HR."""
    parent = objective.aligned_to
    if parent is None or objective.state == Objective.State.CANCELLED:
        return False
    if answers_for_parent(user, objective) or is_above(user, parent.owner):
        return True
    return user.pk != objective.owner_id and is_hr_for(user, parent.owner)


def can_update(user, key_result: KeyResult, in_check_in: bool = False) -> bool:
    """The owner, the key result's owner and, in a check-in, the direct manager of either."""
    objective = key_result.objective
    if objective.state != Objective.State.ACTIVE:
        return False
    if user.pk == key_result.owner_id or acts_for(user, objective):
        return True
    if not in_check_in:
        return False
    keeper = key_result.owner if key_result.owner_id else objective.owner
    return user.pk in (keeper.manager_id, objective.owner.manager_id)


def can_strike(user, update: ProgressUpdate) -> bool:
    """Its author, and who acts for the objective."""
    objective = update.key_result.objective
    return objective.state == Objective.State.ACTIVE and (user.pk == update.author_id or acts_for(user, objective))


def can_rebaseline(user, key_result: KeyResult) -> bool:
    objective = key_result.objective
    return objective.state in states.OPEN and (acts_for(user, objective) or is_hr_for(user, objective.owner))


def can_copy(user, objective: Objective) -> bool:
    """Into another period, as a draft: whoever acts for it; what was cancelled stays behind."""
    return objective.state != Objective.State.CANCELLED and acts_for(user, objective)


def can_move_draft(user, objective: Objective, move: str) -> bool:
    """`move` is one of `agreement.MOVES`: the owner submits and withdraws, the direct manager returns and agrees."""
    return agreement.is_the(user, agreement.MOVES[move].who, objective) and agreement.allows(objective, move)


def can_submit(user, objective: Objective) -> bool:
    return can_move_draft(user, objective, "submit")


def can_withdraw(user, objective: Objective) -> bool:
    return can_move_draft(user, objective, "withdraw")


def can_send_back(user, objective: Objective) -> bool:
    return can_move_draft(user, objective, "send_back")


def can_agree(user, objective: Objective) -> bool:
    """By agreeing the direct manager makes active what the owner submitted; in no other way may they."""
    return can_move_draft(user, objective, "agree")


def can_suggest(user, objective: Objective) -> bool:
    """Edits of a draft: those above its owner, and HR."""
    if objective.state != Objective.State.DRAFT or user.pk == objective.owner_id:
        return False
    owner = objective.owner
    return user.pk == owner.manager_id or is_hr_for(user, owner) or is_above(user, owner)


def can_answer(user, suggestion: Suggestion) -> bool:
    """Take or decline what was suggested: who edits the draft, while it is one."""
    objective = suggestion.objective
    return (
        suggestion.state == Suggestion.State.OPEN
        and objective.state == Objective.State.DRAFT
        and acts_for(user, objective)
    )


def can_take_back(user, suggestion: Suggestion) -> bool:
    """Its author, until it is answered: nothing of it stays."""
    return suggestion.state == Suggestion.State.OPEN and user.pk == suggestion.author_id
