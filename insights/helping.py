"""The signals of a place as the viewer sees them: the few that would help most, the list, one with its reasons."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, Q, QuerySet, Window
from django.utils.translation import gettext as _

from insights import kinds
from insights.kinds import Button, Kind, Moment
from insights.models import Signal
from insights.models.signal import dismissal
from insights.units import Unit
from org.models import Department

SHOWN = 3


@dataclass
class Told:
    """A signal in words, for one viewer."""

    signal: Signal
    kind: Kind
    title: str
    reason: str
    whose: str
    button: Button | None
    record: Any
    dismissed: dict | None = None


def of_place(viewer, unit: Unit) -> QuerySet[Signal]:
    """What the viewer sees of the unit and all below it."""
    return in_place(Signal.objects.visible_to(viewer), unit)


def in_place(rows: QuerySet, unit: Unit) -> QuerySet:
    """Of `rows` with a `unit` those of this one and all below it."""
    if unit.pk is None:
        return rows
    return rows.filter(unit__in=Department.objects.under(Department.objects.filter(pk=unit.pk)))


def most(viewer, unit: Unit, moment: Moment) -> tuple[list[Told], int, int]:
    """The three that weigh most of those that are not dismissed, how many there are, and how many of them the unit
    counts.
    """
    rows = of_place(viewer, unit).not_dismissed(moment.day)
    counted = Count("pk", filter=_is_counted(unit))
    # Sorted without what is told of them: of a large company there are thousands.
    rows = rows.annotate(total=Window(Count("*")), counted=Window(counted))
    first = list(rows.values_list("pk", "total", "counted")[:SHOWN])
    found = list(with_people(Signal.objects.filter(pk__in=[each[0] for each in first]))) if first else []
    return tell(found, viewer, moment.day), *(first[0][1:] if first else (0, 0))


def _is_counted(unit: Unit) -> Q:
    """What only few may see counts in the whole alone."""
    return Q(pk__isnull=False) if unit.pk is None else ~Q(audience__in=Signal.FOR_FEW)


def counted(rows: QuerySet[Signal], unit: Unit, total: int, day: date) -> int:
    """How many of the `total` rows the unit counts: none that is dismissed."""
    if unit.pk is None:
        return total - rows.filter(Exists(dismissal(day))).count()
    return rows.not_dismissed(day).filter(_is_counted(unit)).count()


def with_people(rows: QuerySet[Signal]) -> QuerySet[Signal]:
    return rows.select_related("about__manager", "next_by", "objective", "unit")


def tell(signals: Sequence[Signal], viewer, day: date) -> list[Told]:
    """In words; a query at most for each kind among them. What ended between two looks of the refresh is left out."""
    of_kind: dict[str, list[Signal]] = defaultdict(list)
    for signal in signals:
        of_kind[signal.kind].append(signal)
    records = {slug: kinds.named(slug).load(each, viewer) for slug, each in of_kind.items()}
    told = (_told(signal, records[signal.kind].get(signal.subject), viewer, day) for signal in signals)
    return [each for each in told if each is not None]


def _told(signal: Signal, record, viewer, day: date) -> Told | None:
    kind = kinds.named(signal.kind)
    if record is None and kind.needs_record:
        return None
    return Told(
        signal=signal,
        kind=kind,
        title=kind.title(signal, record),
        reason=kind.reason(signal, record, day),
        whose=whose(signal, viewer),
        button=kind.button(signal, record, viewer),
        record=record,
        dismissed=_dismissed(signal),
    )


def whose(signal: Signal, viewer) -> str:
    """Whose the next action is."""
    if signal.next_by is None:
        return _("nobody’s to do yet")
    if signal.next_by_id == viewer.pk:
        return _("yours to do")
    return _("%(name)s’s to do") % {"name": signal.next_by}


def _dismissed(signal: Signal) -> dict | None:
    """Until when it is dismissed, why and by whom; where the rows were asked for with it."""
    told = getattr(signal, "dismissed", None)
    if not told:
        return None
    name = f"{told['preferred_name'] or told['first_name']} {told['last_name']}".strip()
    return {
        "pk": told["pk"],
        "until": date.fromisoformat(told["until"]),
        "reason": told["reason"],
        "by": name,
        "by_id": told["by_id"],
    }


def hidden(signals: int | None, seen: int) -> int:
    """So many more are of this place, for those whom they concern."""
    return max(0, (signals or 0) - seen)


def dismissed_last(rows: QuerySet[Signal], day: date) -> QuerySet:
    """The ids, those that are not dismissed first; else in the order of their weight. Sorted without what is told of
    them, as above: that is read of those alone that are shown.
    """
    return rows.order_by(Exists(dismissal(day)), *Signal._meta.ordering).values_list("pk", flat=True)


def of_ids(ids: Iterable[int], day: date) -> list[Signal]:
    """These in this order, each with its people and its dismissal. One query."""
    wanted = list(ids)
    rows = with_people(Signal.objects.filter(pk__in=wanted)).with_dismissal(day).order_by("pk")
    found = {row.pk: row for row in rows} if wanted else {}
    return [found[pk] for pk in wanted if pk in found]
