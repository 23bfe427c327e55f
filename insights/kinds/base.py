"""What every kind of signal says of itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from goals.models import Period
from insights.models import Signal
from org.models import Employee, Organization
from org.zones import zone


@dataclass(frozen=True)
class Moment:
    """When one looks. `period` is the running one: of those that `day` falls into the shortest; None where there is
    none. `day` is the organisation's."""

    now: datetime
    day: date
    organization: Organization
    periods: tuple[Period, ...]

    @property
    def period(self) -> Period | None:
        return self.periods[0] if self.periods else None

    @classmethod
    def at(cls, now: datetime | None = None) -> "Moment":
        now = now or timezone.now()
        organization = Organization.objects.current()
        day = now.astimezone(zone(organization.time_zone)).date()
        return cls(now, day, organization, tuple(Period.objects.at(day)))


class Found(NamedTuple):
    """What a kind finds: all that a `Signal` holds but its kind. The place is `objective` or `department`, else the
    person `about`.
    """

    subject: int
    about: int
    unit: int | None
    since: date
    severity: int
    next_by: int | None
    shortfall: Decimal | None = None
    objective: int | None = None
    figures: tuple[tuple[str, int | str], ...] = ()
    department: int | None = None


@dataclass(frozen=True)
class Button:
    """The next action of a signal for one viewer: what it says, and the form that it leads to."""

    words: str
    path: str


class Kind:
    """One kind of signal; its module says the rest. `rule` may name %(threshold)s."""

    slug: str
    name: str | Promise
    rule: str | Promise
    # What the threshold counts, and between which numbers HR may set it.
    unit: str | Promise
    threshold: int
    least = 0
    most = 365
    audience: str
    action: str
    # The next action in words.
    step: str | Promise
    # What else may help: see insights.kinds.steps; and what of all that was done is counted: insights.kinds.taken.
    steps: tuple[str, ...] = ()
    deeds: tuple[str, ...] = ()
    # Which tables it is drawn from: see insights.sources.
    sources: tuple[str, ...] = ()
    # Its words need the record that it speaks of.
    needs_record = True
    # It is found of some people at a time; else of all at once, where it looks at departments.
    in_slices = True

    def find(self, moment: Moment, threshold: int, people: QuerySet[Employee] | None = None) -> Iterable[Found]:
        """What the rule says about the work of `people`, or of everyone: a fixed number of statements."""
        raise NotImplementedError

    def load(self, signals: Sequence[Signal], viewer) -> dict[int, Any]:
        """The records that the words need, as far as `viewer` reads them, by the signal's subject; one query."""
        return {}

    def title(self, signal: Signal, record) -> str:
        raise NotImplementedError

    def reason(self, signal: Signal, record, day: date) -> str:
        raise NotImplementedError

    def evidence(self, signal: Signal, record, viewer) -> tuple[str, str]:
        """What the signal is drawn from, in words, and the page that shows it; "" where the viewer may not open it."""
        raise NotImplementedError

    def ends(self, signal: Signal, record, threshold: int) -> str:
        """When it is over, in a sentence. Of an objective its period is loaded."""
        raise NotImplementedError

    def is_past(self, signal: Signal, day: date) -> bool:
        """Whether on `day` its time is over, so that it ends without anybody having mended anything."""
        return False

    def button(self, signal: Signal, record, viewer) -> Button | None:
        """For whoever may do something about it; None: it is somebody else's to do."""
        raise NotImplementedError


def talk_button(signal: Signal, viewer) -> Button | None:
    """For the direct manager: bring it up. For whoever stands above them, or acts as HR: ask that the two talk.

    Without a question to the database: who sees the signal and is not the person stands above them, or acts as HR.
    """
    person = signal.about
    if person.manager_id is None or person.left_on is not None or viewer.pk == person.pk:
        return None
    if person.manager_id == viewer.pk:
        return Button(_("Put it on the agenda"), reverse("feedback:agenda", args=[person.pk]))
    # Of their own manager HR is only an employee.
    if viewer.manager_id == person.pk or person.manager.left_on is not None:
        return None
    return Button(_("Ask for a check-in"), reverse("feedback:ask_check_in", args=[person.pk]))


def goal_button(signal: Signal, viewer, objective) -> Button:
    """For whoever else sees a signal about somebody's goal: they stand above the owner or are HR for them, and so may
    hand over the goals of one who left or leaves (`goals.rules.can_hand_over`). Without a manager that takes a query.
    """
    person = signal.about
    if person.left_on is not None and person.manager_id is not None and viewer.pk != person.pk:
        return Button(_("Hand over"), reverse("goals:hand_over", args=[person.pk]))
    return talk_button(signal, viewer) or Button(_("Open"), objective.get_absolute_url())


def graded(value: int, second: int, third: int) -> int:
    """A severity: 1, from `second` on 2, from `third` on 3."""
    return 3 if value >= third else 2 if value >= second else 1


def among(rows: QuerySet, path: str, people: QuerySet[Employee] | None) -> QuerySet:
    """Of `rows` those about `people`; all of them where it is None."""
    return rows if people is None else rows.filter(**{f"{path}__in": people.order_by().values("pk")})
