"""Proposed alignments: who is to answer, what they may see of it, and what became of one's own.

A proposal waits while the objective is open and what it is to count in counts itself. Its decider is who owns that;
where the owner has left, who else acts for it: the owner of its process, the heads of its department.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django_cte import CTE, with_cte

from goals import rules, states
from goals.models import Change, KeyResult, Objective
from org.models import Department, Employee, RoleGrant
from org.models.organization import read_once

Alignment, Scope, Visibility = Objective.Alignment, Objective.Scope, Objective.Visibility
Role = RoleGrant.Role
RELATED = ("owner", "period", "department", "process", "aligned_to__owner", "aligned_to__process")
# What `among` asks of the rows.
NEEDED = (*RELATED, "aligned_to__owner__location")
# How long an answer that was given stands in the list of who proposed.
ANSWER_SHOWN = timedelta(days=30)
Pair = tuple[int, Objective]  # a person, and what they are asked
_ANSWERS = Change.objects.filter(objective=OuterRef("pk"), key_result=None, field=Change.Field.ALIGNMENT)


def path() -> str:
    return reverse("goals:proposals")


def proposed_on() -> Subquery:
    """The day on which an objective was proposed last."""
    proposed = _ANSWERS.filter(new=Alignment.PROPOSED).order_by("-at", "-pk")
    return Subquery(proposed.values("day")[:1])


def waiting(rows: QuerySet[Objective]) -> QuerySet[Objective]:
    """Those of `rows` that wait for an answer, whoever's; `proposed_on` of each."""
    return rows.filter(
        alignment=Alignment.PROPOSED, state__in=states.OPEN, aligned_to__state__in=Objective.COUNTING_STATES
    ).annotate(proposed_on=proposed_on())


def waiting_for(viewer) -> QuerySet[Objective]:
    """What `viewer` may accept or decline, the oldest first; by `rules.can_accept`, in SQL."""
    heads = Q(aligned_to__scope=Scope.DEPARTMENT, aligned_to__department__in=rules.headed_departments(viewer))
    keeps = Q(aligned_to__scope=Scope.PROCESS, aligned_to__process__owner=viewer)
    theirs = Q(aligned_to__owner=viewer) | (~Q(owner=viewer) & (heads | keeps))
    rows = waiting(Objective.objects.visible_to(viewer)).filter(theirs)
    return rows.select_related(*RELATED).order_by("proposed_on", "title", "pk")


def made_by(viewer) -> QuerySet:
    """What `viewer` proposed, or what was proposed for an objective of theirs: waiting, declined, lately accepted.

    Each with `answer_id`, the row of the history that says where it stands. The newest word first.
    """
    last = _ANSWERS.exclude(new="").order_by("-at", "-pk")
    proposed = _ANSWERS.filter(new=Alignment.PROPOSED)
    by_viewer = Change.objects.filter(by=viewer, key_result=None, field=Change.Field.ALIGNMENT, new=Alignment.PROPOSED)
    owned = Objective.objects.filter(owner=viewer).order_by().values("pk")
    theirs = Q(pk__in=owned.union(by_viewer.order_by().values("objective")))
    lately = Q(alignment=Alignment.ACCEPTED, answered_at__gte=timezone.now() - ANSWER_SHOWN)
    return (
        Objective.objects.visible_to(viewer)
        .filter(theirs, Exists(proposed), state__in=states.OPEN, aligned_to__isnull=False)
        .annotate(answer_id=Subquery(last.values("pk")[:1]), answered_at=Subquery(last.values("at")[:1]))
        .filter(Q(alignment__in=[Alignment.PROPOSED, Alignment.DECLINED]) | lately)
        .select_related(*RELATED)
        .order_by("-answered_at", "title", "pk")
    )


@dataclass(frozen=True)
class Standing:
    """Where a proposal stands, as far as who made it may know: `parent`, `by` and `reason` are empty if hidden."""

    objective: Objective
    parent: Objective | None
    by: Employee | None
    reason: str
    day: date | None


def standings(objectives: list[Objective], viewer) -> list[Standing]:
    """Two queries. Who answered, and why, is the parent's: told only to those who may see it, as in the history."""
    parents = {each.aligned_to_id for each in objectives}
    found = Objective.objects.visible_to(viewer).filter(pk__in=parents).order_by("pk")
    visible = set(found.values_list("pk", flat=True))
    answers = {each.pk: each for each in _answers_of(objectives)}
    return [_standing(each, answers.get(each.answer_id), each.aligned_to_id in visible) for each in objectives]


def _answers_of(objectives: list[Objective]) -> QuerySet[Change]:
    return Change.objects.filter(pk__in=[each.answer_id for each in objectives]).select_related("by").order_by("pk")


def _standing(objective: Objective, answer: Change | None, is_visible: bool) -> Standing:
    day = answer.day if answer else None
    if not is_visible:
        return Standing(objective, None, None, "", day)
    is_answer = answer is not None and answer.new != Alignment.PROPOSED
    return Standing(
        objective,
        objective.aligned_to,
        answer.by if is_answer else None,
        answer.reason if is_answer else "",
        day,
    )


def proposers(objective: Objective) -> set[int]:
    """Whom an answer is told: the owner, and who proposed it last."""
    proposed = objective.changes.filter(key_result=None, field=Change.Field.ALIGNMENT, new=Alignment.PROPOSED)
    by = proposed.order_by("-at", "-pk").values_list("by", flat=True).first()
    return {objective.owner_id, by} - {None}


def deciders(objective: Objective) -> list[int]:
    """Who is asked about one proposal: those of whom it is a duty."""
    found = waiting(Objective.objects.filter(pk=objective.pk)).select_related(*NEEDED)
    return sorted(person_id for person_id, _each in _readable(_asked(list(found), timezone.now())))


def asked(people: Sequence[Employee], now: datetime) -> QuerySet[Objective]:
    """What `people` may be asked; `among` says who of them. Of one person it is what they may see."""
    if len(people) == 1:
        return _asked_of_one(people[0], now)
    ids = {person.pk for person in people}
    others = Q(aligned_to__scope=Scope.DEPARTMENT) | Q(aligned_to__process__owner__in=ids)
    return _asking(Objective.objects.all(), now, Q(aligned_to__owner__in=ids), others)


def waiting_of(people: Sequence[Employee], now: datetime) -> dict[int, list[Objective]]:
    """What each of `people` is asked, of what they may see, the oldest first.

    One query for one person. For more it is one as well, and up to five where restricted objectives or owners who
    left are among it, for any number of people.
    """
    return among(people, now, list(asked(people, now).select_related(*NEEDED)))


def among(people: Sequence[Employee], now: datetime, rows: list[Objective]) -> dict[int, list[Objective]]:
    """What each of `people` is asked of the `asked` rows, which have `proposed_on` and what is NEEDED."""
    rows = sorted(rows, key=lambda each: (each.proposed_on is not None, each.proposed_on, each.pk))
    if len(people) == 1:
        person, gone = people[0], _orphans(rows, now)
        pairs = [(person.pk, each) for each in rows if (each.aligned_to.owner_id == person.pk) != (each.pk in gone)]
    else:
        ids = {person.pk for person in people}
        pairs = _readable([(person_id, each) for person_id, each in _asked(rows, now) if person_id in ids])
    found = defaultdict(list)
    for person_id, objective in pairs:
        found[person_id].append(objective)
    return found


def _asking(rows: QuerySet[Objective], now: datetime, owners: Q, others: Q) -> QuerySet[Objective]:
    """What of `rows` waits for the owners of the parents and, where these left, for the others who act for it."""
    is_gone = Q(aligned_to__owner__left_on__lt=now.date() + timedelta(days=1))  # somewhere it is tomorrow already
    return waiting(rows).filter(owners | (is_gone & others))


def _asked_of_one(person: Employee, now: datetime) -> QuerySet[Objective]:
    others = Q(aligned_to__scope=Scope.PROCESS, aligned_to__process__owner=person)
    if any(grant.role == Role.HEAD for grant in person.open_grants):
        departments = person.departments_as(Role.HEAD).order_by().values("pk")
        others |= Q(aligned_to__scope=Scope.DEPARTMENT, aligned_to__department__in=departments)
    visible = Objective.objects.visible_to(person)
    return _asking(visible, now, Q(aligned_to__owner=person), others & ~Q(owner=person))


# --- pairs of a person and a proposal ---


def _orphans(rows: list[Objective], now: datetime) -> set[int]:
    """The ids of those whose parent's owner has left."""
    with read_once():  # the organisation's time zone, for those who have none of their own
        return {each.pk for each in rows if each.aligned_to.owner.is_leaver(now)}


def _asked(rows: list[Objective], now: datetime) -> list[Pair]:
    """Who decides about which of `rows`; not yet whether they may read it."""
    gone = _orphans(rows, now)
    pairs = [(each.aligned_to.owner_id, each) for each in rows if each.pk not in gone]
    return pairs + _others_who_act([each for each in rows if each.pk in gone])


def _readable(pairs: list[Pair]) -> list[Pair]:
    restricted = [pair for pair in pairs if pair[1].is_restricted]
    hidden = {(person_id, each.pk) for person_id, each in restricted} - _readers(restricted)
    return [(person_id, each) for person_id, each in pairs if (person_id, each.pk) not in hidden]


def _others_who_act(rows: list[Objective]) -> list[Pair]:
    """As `rules.acts_for`, but for the owner, who left; nobody answers as a head what is their own."""
    heads = _grants([Role.HEAD]) if rows else []
    above = _departments_above({each.aligned_to.department_id for each in rows}) if rows else {}
    pairs = []
    for each in rows:
        parent = each.aligned_to
        who = set()
        if parent.scope == Scope.PROCESS:
            who = {parent.process.owner_id}
        elif parent.scope == Scope.DEPARTMENT:
            who = {person for person, _role, department in heads if department in above[parent.department_id]}
        pairs += [(person_id, each) for person_id in sorted(who - {each.owner_id, parent.owner_id})]
    return pairs


def _readers(pairs: list[Pair]) -> set[tuple[int, int]]:
    """(person, objective) of those restricted `pairs` that `Objective.objects.visible_to` allows; a test compares.

    Three queries for any number of them: it cannot be asked for one person after the other.
    """
    if not pairs:
        return set()
    goals = {each.pk for _person, each in pairs}
    owners = set(
        KeyResult.objects.filter(objective__in=goals, owner__isnull=False)
        .order_by("pk")
        .values_list("owner", "objective")
    )
    line = _line_above(goals)
    grants = _grants(list(Role), {person for person, _each in pairs})
    roles = defaultdict(set)
    for person, role, department in grants:
        roles[person].add((role, department))
    above = _departments_above(
        {each.department_id for _person, each in pairs} | {each.owner.department_id for _person, each in pairs}
    ) if grants else {}
    return {
        (person, each.pk)
        for person, each in pairs
        if person in (each.owner_id, each.owner.manager_id)
        or (person, each.pk) in owners
        or (each.visibility == Visibility.LINE and (each.pk, person) in line)
        or (each.scope == Scope.PROCESS and each.process.owner_id == person)
        or _by_role(roles[person], each, above)
    }


def _by_role(roles: set, objective: Objective, above: dict) -> bool:
    if not roles:
        return False
    is_of_unit = objective.scope in (Scope.DEPARTMENT, Scope.PROCESS)
    return any(
        role == Role.HR
        or (role == Role.PARTNER and department in above[objective.owner.department_id])
        or (role == Role.HEAD and is_of_unit and department in above[objective.department_id])
        for role, department in roles
    )


def _grants(roles: list, people: set[int] | None = None) -> list[tuple[int, str, int | None]]:
    grants = RoleGrant.objects.open().filter(role__in=roles)
    if people is not None:
        grants = grants.filter(employee__in=people)
    return list(grants.order_by("pk").values_list("employee", "role", "department"))


def _departments_above(ids: set[int | None]) -> dict[int | None, set[int]]:
    """Each department with all above it."""
    parents = dict(Department.objects.order_by("pk").values_list("pk", "parent"))
    found: dict[int | None, set[int]] = {None: set()}
    for pk in ids - {None}:
        step, seen = pk, set()
        while step is not None and step not in seen:
            seen.add(step)
            step = parents.get(step)
        found[pk] = seen
    return found


def _line_above(goals: set[int]) -> set[tuple[int, int]]:
    """(objective, person) for everyone above the owner of each that its line may read; one statement for all."""

    def climb(cte):
        return (
            Objective.objects.filter(pk__in=goals, visibility=Visibility.LINE)
            .order_by()
            .values(goal=F("pk"), node=F("owner__manager_id"))
            .union(
                cte.join(Employee.objects.order_by(), pk=cte.col.node).values(goal=cte.col.goal, node=F("manager_id"))
            )
        )

    cte = CTE.recursive(climb, name="lines_above")
    return set(with_cte(cte, select=cte.queryset().order_by().values_list("goal", "node")))
