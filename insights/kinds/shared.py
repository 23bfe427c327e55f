"""Several teams wait for help of the same kind: what lies behind it is above them all.

Who raised which blocker is known to few, and stays so: see `_is_safe`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from feedback.models import Blocker
from feedback.models.blocker import GOES_UP_AFTER
from goals.serving import Departments
from insights.kinds.base import Button, Found, Kind, Moment, graded
from insights.models import Signal
from insights.units import Organisation
from org import tree
from org.models import Employee
from org.zones import zone

HELPS = tuple(Blocker.Help.values)
# A subject is the department and the kind of help in one number.
EACH = 100


class Waits(NamedTuple):
    """Somebody who waits, under whom, and whether the manager's manager reads the blocker."""

    person: int
    manager: int | None
    above: int | None
    has_gone_up: bool
    since: date


class SharedBlocker(Kind):
    slug = "blocker-shared"
    name = gettext_lazy("The same kind of blocker in several teams")
    rule = gettext_lazy(
        "People of %(threshold)s teams or more, each under another manager, have an open blocker for which the same "
        "kind of help is named. It stands at the lowest unit that holds them, and only where they are so many that "
        "nobody can tell from it who they are: as many as the anonymity threshold or more, also without those that "
        "any one manager knows of. What was written is not looked at. With 2 teams more it weighs twice, with 4 more "
        "three times."
    )
    unit = gettext_lazy("teams with the same kind of blocker")
    threshold, least, most = 3, 2, 50
    audience, action = Signal.Audience.LINE, "ask"
    step = gettext_lazy("Look for what lies behind all of them, above the teams")
    steps = ("ask", "agenda")
    deeds = ("ask", "agenda")
    sources = ("people", "blockers")
    needs_record = False  # its figures say it
    in_slices = False

    def find(self, moment: Moment, threshold: int, people=None) -> Iterable[Found]:
        waiting = _waiting(moment)
        if not waiting:
            return
        departments, lines = Departments(), _Lines()
        only = None if people is None else set(people.order_by().values_list("pk", flat=True))
        k = moment.organization.anonymity_threshold
        for help_, by_unit in sorted(waiting.items()):
            for unit, those in _lowest(by_unit, departments, threshold, k):
                leader = lines.lowest_above(those)
                if leader is not None and (only is None or leader in only):
                    yield self._found(moment, threshold, help_, unit, leader, those)

    def _found(self, moment: Moment, threshold: int, help_: str, unit: int | None, leader: int, those) -> Found:
        first: dict[int | None, date] = {}
        for each in those:
            first[each.manager] = min(first.get(each.manager, each.since), each.since)
        return Found(
            subject=(unit or 0) * EACH + HELPS.index(help_),
            about=leader,
            unit=unit,
            department=unit,
            # The day on which the last of as many teams as it takes came to it.
            since=min(sorted(first.values())[threshold - 1], moment.day),
            severity=graded(len(first) - threshold, 2, 4),
            next_by=leader,
            figures=(("help", help_), ("teams", len(first)), ("people", len({each.person for each in those}))),
        )

    def title(self, signal, record) -> str:
        teams = signal.figures["teams"]
        words = ngettext("%(teams)d team waits for %(help)s", "%(teams)d teams wait for the same: %(help)s", teams)
        return words % {"teams": teams, "help": Blocker.Help(signal.figures["help"]).label}

    def reason(self, signal, record, day: date) -> str:
        people = signal.figures["people"]
        words = ngettext(
            "%(people)d person has an open blocker of this kind",
            "%(people)d people have an open blocker of this kind",
            people,
        )
        return words % {"people": people}

    def evidence(self, signal, record, viewer) -> tuple[str, str]:
        name = signal.unit.name if signal.unit else _("the whole organisation")
        words = _("The open blockers in %(unit)s, by number; each is read by those whom it concerns") % {"unit": name}
        return words, _path(signal) if Organisation(viewer).may_open(signal.unit_id) else ""

    def ends(self, signal, record, threshold: int) -> str:
        words = _("When fewer than %(threshold)d teams have an open blocker of this kind, or too few people to count.")
        return words % {"threshold": threshold}

    def button(self, signal, record, viewer) -> Button | None:
        if signal.about_id == viewer.pk or viewer.is_hr:
            return Button(_("Open the unit"), _path(signal))
        return None


def _path(signal: Signal) -> str:
    if signal.unit_id is None:
        return reverse("insights:bridge")
    return reverse("insights:department", args=[signal.unit_id])


def _waiting(moment: Moment) -> dict[str, dict[int | None, list[Waits]]]:
    """Those with an open blocker, by the kind of help and their department. One statement."""
    here = zone(moment.organization.time_zone)
    present = Employee.objects.present(moment.now).order_by().values("pk")
    rows = Blocker.objects.open().exclude(help="").filter(raised_by__in=present)
    found: dict[str, dict[int | None, list[Waits]]] = defaultdict(lambda: defaultdict(list))
    for help_, unit, person, manager, above, raised_at, acknowledged_at, taken_by in rows.order_by("pk").values_list(
        "help", "raised_by__department", "raised_by", "raised_by__manager", "raised_by__manager__manager", "raised_at",
        "acknowledged_at", "acknowledged_by",
    ):  # fmt: skip
        waits = acknowledged_at is None and raised_at + GOES_UP_AFTER <= moment.now + timedelta(hours=1)
        has_gone_up = waits or (taken_by is not None and taken_by == above)
        since = raised_at.astimezone(here).date()
        found[help_][unit].append(Waits(person, manager, above, has_gone_up, since))
    return found


def _lowest(
    by_unit: dict[int | None, list[Waits]], departments: Departments, threshold: int, k: int
) -> Iterator[tuple[int | None, list[Waits]]]:
    """Each unit that holds enough of them, and none below it does."""
    home = departments.only_top()
    held: dict[int | None, list[Waits]] = defaultdict(list)
    ways: dict[int | None, list[int | None]] = {None: [None]}
    for unit, those in by_unit.items():
        begin = home.pk if unit is None and home else unit
        way: list[int | None] = [] if begin is None else [*departments.way(begin)]
        for nth, step in enumerate([*way, None]):
            held[step] += those
            ways[step] = [*way[nth:], None]
    passed: set[int | None] = set()
    for unit in sorted(held, key=lambda each: (-len(ways[each]), each or 0)):
        those = held[unit]
        if unit not in passed and _is_safe(those, k) and len({each.manager for each in those}) >= threshold:
            passed.update(ways[unit])
            yield unit, those


def _is_safe(those: Sequence[Waits], k: int) -> bool:
    """Nobody can tell from their number who they are: they are k people or more, and so are those that are left when
    one leaves out whom one knows of: one's own reports and, of the reports of these, whose blocker has gone up.
    """
    everyone = {each.person for each in those}
    if len(everyone) < k:
        return False
    known: dict[int, set[int]] = defaultdict(set)
    for each in those:
        if each.manager:
            known[each.manager].add(each.person)
        if each.above and each.has_gone_up:
            known[each.above].add(each.person)
    return all(not (left := everyone - own) or len(left) >= k for own in known.values())


class _Lines:
    """Who stands above whom, of all that have raised an open blocker and those above them. One statement."""

    def __init__(self):
        raised = Blocker.objects.open().exclude(help="").order_by().values("raised_by")
        leaves = Employee.objects.filter(pk__in=raised)
        near = tree.ancestry(Employee.objects.all(), parent="manager", leaves=leaves, name="above_raised")
        self._manager = dict(Employee.objects.filter(pk__in=near).order_by().values_list("pk", "manager"))

    def _above(self, person: int) -> list[int]:
        """From the direct manager up; a loop in old data is walked once."""
        way: list[int] = []
        step = self._manager.get(person)
        while step is not None and step not in way:
            way.append(step)
            step = self._manager.get(step)
        return way

    def lowest_above(self, those: Sequence[Waits]) -> int | None:
        """Who stands above all of them, and nobody lower does."""
        first, *others = (self._above(person) for person in sorted({each.person for each in those}))
        rest = [set(way) for way in others]
        return next((person for person in first if all(person in way for way in rest)), None)
