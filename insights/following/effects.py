"""Does it work? How signals stood some weeks after somebody acted on them, and beside them others: counts, by kind.

The arithmetic is pure. A share is told with its spread: between which shares that of many more signals would lie, with
a certainty of 95 % (Wilson's interval). It says nothing of causes: who acts chooses on what.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from math import sqrt

from django.db.models import Count, QuerySet

from insights import kinds
from insights.kinds import Kind, Moment
from insights.models import FollowUp, Signal
from insights.models.follow_up import ENDED, WEEKS

# Of fewer signals no share is told.
FEWEST = 20
COUNTED_OVER = timedelta(days=365)
Z = 1.959964  # of a normal distribution 95 % lie within so many deviations
USUAL = WEEKS[1]


@dataclass
class Group:
    """The signals of one kind on which somebody acted, or on which nobody did."""

    ended: int = 0
    lighter: int = 0
    same: int = 0
    heavier: int = 0
    people: int = 0  # in how many people's work they were
    unknown: int = 0

    @property
    def count(self) -> int:
        return self.ended + self.lighter + self.same + self.heavier

    @property
    def better(self) -> float:
        return (self.ended + self.lighter) / self.count

    @property
    def spread(self) -> tuple[float, float]:
        return spread(self.ended + self.lighter, self.count)

    def add(self, before: int, after: int | None, count: int) -> None:
        if after is None:
            self.unknown += count
        elif after == ENDED:
            self.ended += count
        elif after < before:
            self.lighter += count
        elif after == before:
            self.same += count
        else:
            self.heavier += count


@dataclass
class Effect:
    """Of one kind: `acted` and `beside`, None where too few to say; None in `counts`: nor how many there are."""

    kind: Kind
    counts: tuple[int | None, int | None]
    left_out: int
    acted: Group | None
    beside: Group | None

    @property
    def verdict(self) -> str:
        """`more`, `less` or `level`: whether more of those got better on which somebody acted, as far as the two
        spreads do not meet; "" where there is nothing to compare."""
        if self.acted is None or self.beside is None:
            return ""
        (low, high), (least, most) = self.acted.spread, self.beside.spread
        return "more" if low > most else "less" if high < least else "level"


def spread(part: int, of: int) -> tuple[float, float]:
    """Wilson's interval of a share; `of` is above 0."""
    share, about = part / of, Z * Z / of
    middle = (share + about / 2) / (1 + about)
    half = Z / (1 + about) * sqrt(share * (1 - share) / of + about / (4 * of))
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))


@dataclass
class Effects:
    weeks: int
    rows: list[Effect] = field(default_factory=list)  # of which at least one share is told
    too_few: list[Effect] = field(default_factory=list)
    begun: int = 0  # on so many signals somebody acted, whether it is time to look or not; without what few alone know


def read(weeks: int, moment: Moment) -> Effects:
    """Three queries."""
    recent = FollowUp.objects.filter(began_on__gt=moment.day - COUNTED_OVER)
    looked = recent.filter(looked__gte=weeks)
    groups: dict[tuple[str, bool], Group] = defaultdict(Group)
    after = f"after_{weeks}"
    counted = looked.order_by().values_list("kind", "is_acted_on", "severity", after).annotate(count=Count("pk"))
    for kind, is_acted_on, before, told, count in counted:
        groups[kind, is_acted_on].add(before, told, count)
    for kind, is_acted_on, people in _people(looked.filter(**{f"{after}__isnull": False})):
        groups[kind, is_acted_on].people = people
    k = moment.organization.anonymity_threshold
    rows = [_effect(kind, groups[kind.slug, True], groups[kind.slug, False], k) for kind in kinds.ALL]
    known = recent.filter(is_acted_on=True).exclude(kind__in=[kind.slug for kind in kinds.ALL if _is_private(kind)])
    told = [row for row in rows if row.acted or row.beside]
    too_few = [row for row in rows if any(row.counts) and row not in told]
    return Effects(weeks, told, too_few, known.count())


def _people(rows: QuerySet[FollowUp]) -> Iterable[tuple[str, bool, int]]:
    return rows.order_by().values_list("kind", "is_acted_on").annotate(people=Count("about", distinct=True))


def _effect(kind: Kind, acted: Group, beside: Group, k: int) -> Effect:
    told = [group if group.count >= FEWEST and group.people >= k else None for group in (acted, beside)]
    acted_on, others = (group.people >= k or not _is_private(kind) for group in (acted, beside))
    counts = (acted.count if acted_on else None, beside.count if others else None)
    left_out = (acted.unknown if acted_on else 0) + (beside.unknown if others else 0)
    return Effect(kind, counts, left_out, *told)


def _is_private(kind: Kind) -> bool:
    """What only few may see is counted from k people on."""
    return kind.audience in Signal.FOR_FEW
