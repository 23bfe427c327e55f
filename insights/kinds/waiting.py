"""An objective is behind, and one of somebody else that it rests on is far behind: mine waits for yours."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from math import floor
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from goals import measure, rules
from goals.models import Objective, Period, Support
from insights.kinds.base import Button, Found, Kind, Moment, among, goal_button, graded
from insights.models import Signal

Row = dict[str, Any]
ACTIVE, EVERYONE = Objective.State.ACTIVE, Objective.Visibility.EVERYONE
# As goals.status says of what is on track: so far behind it may be, and so much of what is expected.
NEAR, MOST = Decimal("0.05"), Decimal("0.9")


class Waiting(Kind):
    slug = "waiting"
    name = gettext_lazy("Objective that waits for another one")
    rule = gettext_lazy(
        "An active objective is not on track, and one of somebody else that counts in it or supports it is more than "
        "%(threshold)s percentage points behind what is expected by now, by its last number. Counted is what everyone "
        "may read. From 15 points more it weighs twice, from 30 three times."
    )
    unit = gettext_lazy("percentage points that the other one is behind")
    threshold, most = 25, 100
    audience, action = Signal.Audience.OBJECTIVE, "offer"
    step = gettext_lazy("Ask what holds the other one up, and offer a hand")
    steps = ("offer", "ask", "talk", "re-plan", "hand-over")
    deeds = ("offer", "re-plan", "hand-over", "ask", "agenda")
    sources = ("people", "goals")

    def find(self, moment: Moment, threshold: int, people=None) -> Iterable[Found]:
        pairs: dict[int, list[Row]] = defaultdict(list)
        far, late = _far(moment, threshold), among(_late(moment), "owner", people)
        counting = far.filter(
            Exists(late.filter(pk=OuterRef("aligned_to"))), alignment=Objective.Alignment.ACCEPTED, weight__gt=0
        )
        named = Support.objects.filter(
            Exists(late.filter(pk=OuterRef("supported"))), Exists(far.filter(pk=OuterRef("objective")))
        )
        for rows, mine, yours in ((counting, "aligned_to__", ""), (named, "supported__", "objective__")):
            for row in _pairs(rows, mine, yours):
                pairs[row["mine"]].append(row)
        for pk in sorted(pairs):
            yield _found(pairs[pk], moment, threshold)

    def load(self, signals, viewer):
        """The other one, as far as the viewer reads it."""
        wanted = {signal.figures["waits_for"] for signal in signals}
        rows = Objective.objects.visible_to(viewer).filter(pk__in=wanted).select_related("owner").order_by("pk")
        found = {row.pk: row for row in rows} if wanted else {}
        return {signal.subject: found.get(signal.figures["waits_for"]) for signal in signals}

    def title(self, signal, record) -> str:
        return _("“%(mine)s” waits for “%(yours)s”") % {"mine": signal.objective.title, "yours": record.title}

    def reason(self, signal, record, day: date) -> str:
        words = [
            _("%(name)s’s is %(points)d points behind") % {"name": record.owner, "points": signal.figures["behind"]}
        ]
        if others := signal.figures["others"]:
            words.append(ngettext("%(count)d other too", "%(count)d others too", others) % {"count": others})
        return " · ".join(words)

    def evidence(self, signal, record, viewer) -> tuple[str, str]:
        return record.title, record.get_absolute_url()

    def ends(self, signal, record, threshold: int) -> str:
        words = _(
            "When the other one is no more than %(threshold)d points behind, or this one is on track without it; and "
            "on %(day)s with its period."
        )
        last = formats.date_format(signal.objective.period.ends_on, "j F Y")
        return words % {"threshold": threshold, "day": last}

    def button(self, signal, record, viewer) -> Button | None:
        if signal.about_id == viewer.pk and rules.can_offer(viewer, record):
            return Button(_("Offer a hand"), reverse("goals:offer", args=[record.pk]))
        return goal_button(signal, viewer, signal.objective)


def _late(moment: Moment) -> QuerySet[Objective]:
    """What is not on track. It is asked row by row: joined, SQLite begins with the pairs of all that are behind."""
    found = Q(pk__in=[])
    for period in moment.periods:
        expected = measure.expected(period, moment.day)
        found |= Q(period=period, progress__lt=min(MOST * expected, expected - NEAR))
    return Objective.objects.filter(found, state=ACTIVE).order_by()


def _far(moment: Moment, threshold: int) -> QuerySet[Objective]:
    """What everyone may read and is so far behind."""
    found, share = Q(pk__in=[]), Decimal(threshold) / 100
    for period in moment.periods:
        found |= Q(period=period, progress__lt=measure.expected(period, moment.day) - share)
    return Objective.objects.filter(found, state=ACTIVE, visibility=EVERYONE).order_by()


def _pairs(rows: QuerySet, mine: str, yours: str) -> Iterable[Row]:
    """What waits for what; `mine` and `yours` lead to the two from a row. One statement."""
    units = (f"{mine}{each}department" for each in ("", "process__", "owner__"))
    names = {
        "mine": f"{mine}pk", "whose": f"{mine}owner", "left_on": f"{mine}owner__left_on", "done": f"{mine}progress",
        "begun": f"{mine}activated_on", "within": f"{mine}period", "yours": f"{yours}pk",
        "your_done": f"{yours}progress", "your_begun": f"{yours}activated_on", "your_within": f"{yours}period",
    }  # fmt: skip
    found = rows.exclude(**{f"{yours}owner": F(f"{mine}owner")})
    return found.order_by().values(of_unit=Coalesce(*units), **{name: F(path) for name, path in names.items()})


def _found(pairs: list[Row], moment: Moment, threshold: int) -> Found:
    """Of all that it waits for the one furthest behind speaks for them."""
    periods = {period.pk: period for period in moment.periods}
    row = min(pairs, key=lambda each: (-_behind(each, periods, moment), each["yours"]))
    mine, yours = periods[row["within"]], periods[row["your_within"]]
    behind, share = _behind(row, periods, moment), Decimal(threshold) / 100
    days = [
        _since(max(row["done"] / MOST, row["done"] + NEAR), mine),
        _since(row["your_done"] + share, yours),
        *filter(None, [row["begun"], row["your_begun"]]),
    ]
    is_here = row["left_on"] is None or row["left_on"] >= moment.day
    return Found(
        subject=row["mine"],
        about=row["whose"],
        unit=row["of_unit"],
        since=min(max(days), moment.day),
        severity=graded(floor(behind * 100) - threshold, 15, 30),
        next_by=row["whose"] if is_here else None,
        shortfall=max(measure.ZERO, measure.expected(mine, moment.day) - row["done"]),
        objective=row["mine"],
        figures=(
            ("behind", round(behind * 100)),
            ("others", len({each["yours"] for each in pairs}) - 1),
            ("waits_for", row["yours"]),
        ),
    )


def _behind(row: Row, periods: Mapping[int, Period], moment: Moment) -> Decimal:
    return measure.expected(periods[row["your_within"]], moment.day) - row["your_done"]


def _since(share: Decimal, period: Period) -> date:
    """The first day on which more than `share` is expected."""
    return period.starts_on + timedelta(days=floor(share * (period.ends_on - period.starts_on).days) + 1)
