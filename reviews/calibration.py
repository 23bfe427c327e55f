"""What those who calibrate see of a group: each rating as the manager gave it and as it stands, and how they spread.

A rating that stands is the last change that was not undone, else the manager's own. Means are computed from the values
of the levels; nothing is ranked and no curve is asked for.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from statistics import mean

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from org.models import Employee
from reviews.models import (
    Answer,
    CalibrationChange,
    Cycle,
    CyclePhase,
    Level,
    Participant,
    Phase,
    Question,
    Relation,
    Review,
)

Purpose = Question.Purpose
PURPOSES = (Purpose.PERFORMANCE, Purpose.POTENTIAL)


@dataclass
class Rating:
    """`given` is the manager's, None where they submitted none; `stands` is what counts now."""

    given: Level | None = None
    changes: list[CalibrationChange] = field(default_factory=list)

    @property
    def standing(self) -> list[CalibrationChange]:
        return [each for each in self.changes if each.undone_at is None]

    @property
    def stands(self) -> Level | None:
        return self.standing[-1].after if self.standing else self.given

    @property
    def is_changed(self) -> bool:
        return bool(self.standing)

    @property
    def version(self) -> int:
        """What a form has seen: it goes up with each change and with each that is undone."""
        return len(self.changes) + len([each for each in self.changes if each.undone_at])


@dataclass
class Person:
    participant: Participant
    ratings: dict[str, Rating]

    @property
    def performance(self) -> Rating:
        return self.ratings[Purpose.PERFORMANCE]

    @property
    def potential(self) -> Rating:
        return self.ratings[Purpose.POTENTIAL]

    @property
    def version(self) -> str:
        return "-".join(str(self.ratings[each].version) for each in PURPOSES)


def people_of(participants: QuerySet[Participant]) -> list[Person]:
    """By name. Three queries for any number of people."""
    known = participants.select_related("subject", "manager", "department", "group", "cycle")
    rows = sorted(known, key=lambda each: (str(each.subject).casefold(), each.pk))
    ids = [each.pk for each in rows]
    found = {pk: {str(purpose): Rating() for purpose in PURPOSES} for pk in ids}
    given = Answer.objects.filter(
        submission__review__participant__in=ids,
        submission__review__relation=Relation.MANAGER,
        submission__review__state=Review.State.SUBMITTED,
        submission__version=F("submission__review__version"),
        question__purpose__in=PURPOSES,
        level__isnull=False,
    )
    for answer in given.select_related("level", "question", "submission__review").order_by("-question__position", "pk"):
        found[answer.submission.review.participant_id][answer.question.purpose].given = answer.level
    changes = CalibrationChange.objects.filter(participant__in=ids).select_related("before", "after", "by", "undone_by")
    for change in changes.order_by("at", "pk"):
        found[change.participant_id][change.purpose].changes.append(change)
    return [Person(each, found[each.pk]) for each in rows]


def levels_of(cycle: Cycle) -> dict[str, list[Level]]:
    """Purpose → the levels of the question that calibration takes; without those that the template does not ask."""
    asked = Question.objects.filter(
        section__template=cycle.template_id, purpose__in=PURPOSES, asked__relation=Relation.MANAGER
    )
    scales = dict(asked.order_by("-section__position", "-section", "-position", "-pk").values_list("purpose", "scale"))
    levels = list(Level.objects.filter(scale__in=scales.values()).order_by("value", "pk"))
    return {
        str(each): [level for level in levels if level.scale_id == scales[each]] for each in PURPOSES if each in scales
    }


def told_to(participant: Participant, *, is_manager: bool) -> list[Rating]:
    """The ratings that calibration changed, as a result tells them: potential never to the subject. One query."""
    changes = CalibrationChange.objects.filter(participant=participant)
    if not is_manager:
        changes = changes.filter(purpose=Purpose.PERFORMANCE)
    found: dict[str, Rating] = {}
    for change in changes.select_related("before", "after", "by").order_by("at", "pk"):
        found.setdefault(change.purpose, Rating(given=change.before)).changes.append(change)
    return [rating for rating in found.values() if rating.is_changed and rating.stands != rating.given]


# --- the grid ---


@dataclass
class Cell:
    performance: Level
    potential: Level
    people: list[Person]


def grid(people: list[Person], performance: list[Level], potential: list[Level]) -> list[tuple[Level, list[Cell]]]:
    """A row for each level of potential, the highest first; in each a cell for each level of performance."""
    at: dict[tuple[int, int], list[Person]] = defaultdict(list)
    for each in people:
        if each.performance.stands and each.potential.stands:
            at[each.performance.stands.pk, each.potential.stands.pk].append(each)
    return [(row, [Cell(column, row, at[column.pk, row.pk]) for column in performance]) for row in reversed(potential)]


def without_place(people: list[Person]) -> list[Person]:
    return [each for each in people if not (each.performance.stands and each.potential.stands)]


# --- how they spread ---


@dataclass
class Spread:
    """`before` and `now`: how many at each level, in the scale's order; of `count` people who have a rating."""

    words: str
    count: int
    before: list[int]
    now: list[int]
    mean_before: float | None
    mean_now: float | None

    @property
    def is_changed(self) -> bool:
        return self.before != self.now

    @property
    def cells(self) -> list[tuple[int, int]]:
        return list(zip(self.now, self.before, strict=True))


def spread(words: str, people: Iterable[Person], levels: list[Level], purpose: str) -> Spread:
    ratings = [each.ratings[purpose] for each in people]
    given = [each.given for each in ratings if each.given]
    stand = [each.stands for each in ratings if each.stands]
    return Spread(words, len(stand), _counts(given, levels), _counts(stand, levels), _mean(given), _mean(stand))


def _counts(found: list[Level], levels: list[Level]) -> list[int]:
    ids = [each.pk for each in found]
    return [ids.count(level.pk) for level in levels]


def _mean(found: list[Level]) -> float | None:
    return mean(each.value for each in found) if found else None


def spreads(people: list[Person], by: str, levels: list[Level], purpose: str, today: date) -> list[Spread]:
    """One for each department, manager, job level or tenure, in the order of their names, or of the years."""
    found: dict[str, list[Person]] = defaultdict(list)
    for each in people:
        found[_place(each.participant, by, today)].append(each)
    names = tenures() if by == "tenure" else sorted(found, key=str.casefold)
    return [spread(name, found[name], levels, purpose) for name in names if name in found]


def ways() -> dict[str, str]:
    return {"department": _("Department"), "manager": _("Manager"), "level": _("Job level"), "tenure": _("Tenure")}


def _place(participant: Participant, by: str, today: date) -> str:
    if by == "tenure":
        return _tenure(participant.subject.hired_on, today)
    if by == "manager":
        return str(participant.manager or _("No manager"))
    if by == "level":
        return participant.job_level or _("No level")
    return str(participant.department or _("No department"))


def tenures() -> list[str]:
    return [_("Under a year"), _("One to three years"), _("Three to ten years"), _("Ten years or more"), _("Not known")]


def _tenure(hired_on: date | None, today: date) -> str:
    if hired_on is None:
        return tenures()[-1]
    years = (today - hired_on).days / 365.25
    return tenures()[sum(years >= least for least in (1, 3, 10))]


# --- who calibrates ---


def sessions_of(viewer: Employee) -> QuerySet[Cycle]:
    """The cycles in which this person calibrates anybody who is not released yet; each with `calibrated_until`."""
    seen = Participant.objects.calibrated_by(viewer).waiting()
    seen = seen.filter(cycle__has_calibration=True, cycle__state__in=[Cycle.State.CALIBRATION, Cycle.State.RELEASE])
    phases = CyclePhase.objects.filter(cycle=OuterRef("pk"), phase=Phase.CALIBRATION)
    cycles = Cycle.objects.filter(pk__in=seen.order_by().values("cycle"))
    return cycles.annotate(calibrated_until=Subquery(phases.values("ends_on")[:1])).order_by("calibrated_until", "pk")
