"""How far the organisation is covered: by department, over time; counts only, never what anybody said.

What people did, check-ins and feedback, is told of k of them or more (insights.coverage.hiding). How objectives stand,
and how many of the reviews that bear their writers' names are in, HR knows one by one, and so of any number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from django.utils.translation import gettext as _

from insights.coverage import flows, hiding
from insights.coverage.flows import (
    ACTIVE,
    ACTIVE_ENDED,
    ANSWERED,
    ASKED,
    ASKED_PEOPLE,
    ASKERS,
    CURRENT,
    CURRENT_ENDED,
    DUE,
    GIVEN,
    HELD,
    LEFT,
    PEOPLE,
    RECEIVED,
    REVIEWS,
    SUBMITTED,
)
from insights.coverage.weeks import Span
from insights.readings import Departments, Key
from insights.units import Organisation, Unit
from org.models import Employee, Organization

# What happens is added up; how it stands is that of the last evening.
HAPPENS = (DUE, HELD, GIVEN, RECEIVED)
STANDS = (ACTIVE, CURRENT, REVIEWS, SUBMITTED)
QUARTER = 13  # weeks


@dataclass
class Figures:
    """Of one unit in one stretch of time. None: of too few people to say, or of none."""

    people: int = 0
    person_weeks: int = 0  # of the weeks of which feedback is told
    due: int | None = None
    held: int | None = None
    given: int | None = None
    received: int | None = None
    active: int = 0
    current: int = 0
    reviews: int = 0
    submitted: int = 0

    @property
    def held_share(self) -> float | None:
        return _share(self.held, self.due)

    @property
    def current_share(self) -> float | None:
        return _share(self.current, self.active)

    @property
    def submitted_share(self) -> float | None:
        return _share(self.submitted, self.reviews)

    @property
    def received_rate(self) -> float | None:
        """For each person, in a quarter of a year."""
        if self.received is None or not self.person_weeks:
            return None
        return self.received * QUARTER / self.person_weeks


@dataclass
class Line:
    """A unit of the table: with all below it, or the part that is of none below."""

    unit: Unit
    name: str
    whole: Figures
    by_step: list[Figures] = field(default_factory=list)
    is_itself: bool = False
    is_open: bool = False  # there is something below it

    @property
    def is_small(self) -> bool:
        return self.whole.due is None


@dataclass
class Requests:
    """Of the whole company: requests for feedback, in weeks in which k people or more asked k or more."""

    asked: int
    answered: int

    @property
    def share(self) -> float | None:
        return _share(self.answered, self.asked)


def _share(part: int | None, of: int | None) -> float | None:
    return part / of if part is not None and of else None


class Report:
    """All units of one viewer over one span. Two queries: the departments come with `organisation`."""

    def __init__(self, viewer: Employee, organisation: Organisation, settings: Organization, span: Span):
        self.span, self.steps, self.k = span, span.steps, settings.anonymity_threshold
        self.organisation, self.viewer = organisation, viewer
        units = [unit for unit in organisation.by_id.values() if of_viewer(viewer, unit)]
        inside = {unit.pk for unit in units}
        # Of a partner what stands above their departments is not theirs to count.
        self.tree = Departments((unit.pk, unit.parent if unit.parent in inside else None) for unit in units)
        self.home = self.tree.home if self.tree.children[self.tree.home] else None
        flow = flows.read(viewer, span, settings.time_zone) if span.count else {}
        self.told = self._tell(flow, inside)
        self.requests = self._requests(flow) if viewer.is_hr else None

    def _tell(self, flow: flows.Flow, inside: set) -> dict[Key, dict[str, list]]:
        weeks = self.span.count
        own: dict[int | None, dict[str, list[int]]] = {}
        for (what, unit), counts in flow.items():
            if unit not in inside and not (unit is None and self.viewer.is_hr):
                continue
            # As insights.readings: where all stand below one, whoever is of none belongs to that one.
            at = self.tree.home if unit is None else unit
            part = own.setdefault(at, {})
            known = part.setdefault(what, [0] * weeks)
            part[what] = [a + b for a, b in zip(known, counts, strict=True)]
        standing = {unit: _standing(part, weeks) for unit, part in own.items()}
        told = hiding.count(self.tree, standing, HAPPENS, self.k, weeks)
        for key, numbers in _add_up(self.tree, standing, weeks).items():
            told[key] |= numbers
        return told

    def _requests(self, flow: flows.Flow) -> Requests:
        asked, answered, askers, people = (
            flow.get((what, None), [0] * self.span.count) for what in (ASKED, ANSWERED, ASKERS, ASKED_PEOPLE)
        )
        told = [min(one, other) >= self.k for one, other in zip(askers, people, strict=True)]
        return Requests(
            *(sum(n for n, is_told in zip(each, told, strict=True) if is_told) for each in (asked, answered))
        )

    def whole(self, unit: Unit) -> Line:
        return self._line(unit, unit.name, Key(unit.pk, False))

    def lines(self, unit: Unit) -> list[Line]:
        """What is right below it, in the order of the organisation, and what is of the unit and of none of those."""
        begin = self.home if unit.pk is None and self.home is not None else unit.pk
        below = [self.organisation.by_id[pk] for pk in self.tree.children[begin]]
        lines = [self._line(each, each.name, Key(each.pk, False)) for each in below]
        for line in lines:
            line.is_open = bool(self.tree.children[line.unit.pk])
        if below and self._is_something(Key(begin, True)):
            name = _("%(unit)s itself") % {"unit": self.organisation.by_id[begin].name} if begin else _("No department")
            lines.append(self._line(unit, name, Key(begin, True)))
            lines[-1].is_itself = True
        return lines

    def branch(self, unit: Unit) -> Iterable[Line]:
        """The unit, and everything below it, each named by its way: for a file."""
        yield self.whole(unit)
        for pk in self._below(self.home if unit.pk is None else unit.pk):
            way = " › ".join(each.name for each in self.organisation.way(pk) if each.pk in self.tree.parent)
            yield self._line(self.organisation.by_id[pk], way, Key(pk, False))

    def _below(self, pk: int | None) -> Iterable[int]:
        seen: set[int | None] = {pk}
        waiting = list(reversed(self.tree.children[pk]))
        while waiting:
            step = waiting.pop()
            if step not in seen:
                seen.add(step)
                yield step
                waiting += reversed(self.tree.children[step])

    def _is_something(self, key: Key) -> bool:
        told = self.told[key]
        return any(told[PEOPLE]) or any(told[ACTIVE])

    def _line(self, unit: Unit, name: str, key: Key) -> Line:
        told = self.told[key]
        by_step = [self._figures(told, step.weeks) for step in self.steps]
        return Line(unit, name, self._figures(told, range(self.span.count)), by_step)

    def _figures(self, told: dict[str, list], weeks: range) -> Figures:
        if not weeks:
            return Figures()
        begin, end = weeks.start, weeks.stop
        happened = {what: _sum(told[what][begin:end]) for what in HAPPENS}
        stands = {what: told[what][end - 1] for what in STANDS}
        weeks_told = zip(told[PEOPLE][begin:end], told[RECEIVED][begin:end], strict=True)
        person_weeks = sum(people for people, received in weeks_told if received is not None)
        return Figures(people=told[PEOPLE][end - 1], person_weeks=person_weeks, **happened, **stands)


def of_viewer(viewer: Employee, unit: Unit) -> bool:
    """HR's are all departments, a partner's their own with all below."""
    return viewer.is_hr or unit.pk in viewer.partner_departments


def _sum(numbers: Sequence[int | None]) -> int | None:
    told = [number for number in numbers if number is not None]
    return sum(told) if told else None


def _standing(part: dict[str, list[int]], weeks: int) -> dict[str, list[int]]:
    """Of a unit alone, by week: what happened in it, and how it stood on its evening."""

    def of(what: str) -> list[int]:
        return part.get(what, [0] * weeks)

    def less(begun: str, ended: Iterable[int]) -> list[int]:
        return [n - gone for n, gone in zip(accumulate(of(begun)), ended, strict=True)]

    left = [0, *accumulate(of(LEFT))][:weeks]  # in the week of the last day they were there still
    return {what: of(what) for what in HAPPENS} | {
        PEOPLE: less(PEOPLE, left),
        ACTIVE: less(ACTIVE, accumulate(of(ACTIVE_ENDED))),
        CURRENT: less(CURRENT, accumulate(of(CURRENT_ENDED))),
        REVIEWS: list(accumulate(of(REVIEWS))),
        SUBMITTED: list(accumulate(of(SUBMITTED))),
    }


def _add_up(tree: Departments, own: dict, weeks: int) -> dict[Key, dict[str, list[int]]]:
    """What stands, of each unit with all below it, and of the part that is of none below."""
    keys = [Key(pk, is_itself) for pk in [*tree.parent, None] for is_itself in (False, True)]
    found = {key: {what: [0] * weeks for what in STANDS} for key in keys}
    for unit, part in own.items():
        for key in {Key(None, False), Key(unit, True), *(Key(pk, False) for pk in tree.way(unit))}:
            for what in STANDS:
                found[key][what] = [a + b for a, b in zip(found[key][what], part[what], strict=True)]
    return found
