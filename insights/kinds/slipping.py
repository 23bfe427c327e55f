"""A key result slips: it is far behind the share of its time that has passed."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from math import floor

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goals import measure, status
from goals.models import KeyResult, Objective
from insights.kinds.base import Button, Found, Kind, Moment, among, goal_button, graded
from insights.models import Signal

OWN_UNIT = Coalesce("objective__department", "objective__process__department", "objective__owner__department")


class Slipping(Kind):
    slug = "slipping"
    name = gettext_lazy("Key result slipping")
    rule = gettext_lazy(
        "An unfinished metric of an active objective is more than %(threshold)s percentage points behind what is "
        "expected by now, and its number is not stale. From 10 points more it weighs twice, from 25 three times."
    )
    unit = gettext_lazy("percentage points behind what is expected")
    threshold, most = 15, 100
    audience, action = Signal.Audience.OBJECTIVE, "re-plan"
    step = gettext_lazy("Talk about what would bring it back, or re-plan it")
    steps = ("re-plan", "ask", "talk", "offer", "hand-over", "support-plan")
    deeds = ("re-plan the key result", "hand-over", "offer", "ask", "agenda", "support-plan")
    sources = ("people", "goals")

    def find(self, moment: Moment, threshold: int, people=None) -> Iterable[Found]:
        rows = (
            KeyResult.objects.filter(self._behind(moment, threshold), objective__state=Objective.State.ACTIVE)
            .exclude(unit=KeyResult.Unit.MILESTONE)
            .annotate(keeper=Coalesce("owner", "objective__owner"), of_unit=OWN_UNIT)
            .annotate(cadence=Coalesce("owner__cadence", "objective__owner__cadence"))
        )
        for row in among(rows, "keeper", people).values(
            "pk", "objective", "keeper", "of_unit", "progress", "due_on", "last_update_on", "cadence", "owner",
            "owner__left_on", "objective__owner__left_on", "objective__activated_on",
            "objective__period__starts_on", "objective__period__ends_on",
        ).order_by("pk"):  # fmt: skip
            if found := self._found(row, moment, threshold):
                yield found

    def _behind(self, moment: Moment, threshold: int) -> Q:
        """By the expected progress of each running period; whole where a key result's own due date has passed."""
        share, either = Decimal(threshold) / 100, Q(pk__in=[])
        for period in moment.periods:
            expected = measure.expected(period, moment.day)
            late = Q(due_on__lt=moment.day, progress__lt=min(Decimal(1), 1 - share))
            either |= Q(objective__period=period) & (Q(progress__lt=expected - share) | late)
        return either & Q(progress__lt=1)

    def _found(self, row: dict, moment: Moment, threshold: int) -> Found | None:
        first, last = row["objective__period__starts_on"], row["objective__period__ends_on"]
        is_over = row["due_on"] is not None and row["due_on"] < moment.day
        expected = measure.ONE if is_over else measure.expected_between(first, last, moment.day)
        begins = max(row["objective__activated_on"] or first, first)
        standing = status.status_of(
            state=Objective.State.ACTIVE,
            progress=row["progress"],
            expected=expected,
            last_update_on=row["last_update_on"],
            counts_from=begins,
            cadence=row["cadence"] or moment.organization.cadence,
            today=moment.day,
        )
        if standing == status.STALE:
            return None
        behind = expected - row["progress"]
        left = row["owner__left_on"] if row["owner"] else row["objective__owner__left_on"]
        since = row["due_on"] + timedelta(days=1) if is_over else _since(row["progress"], threshold, first, last)
        return Found(
            subject=row["pk"],
            about=row["keeper"],
            unit=row["of_unit"],
            since=min(max(since, begins, row["last_update_on"] or begins), moment.day),
            severity=graded(floor(behind * 100) - threshold, 10, 25),
            next_by=row["keeper"] if left is None or left >= moment.day else None,
            shortfall=behind,
            objective=row["objective"],
            figures=(("behind", round(behind * 100)), ("expected", round(expected * 100))),
        )

    def load(self, signals, viewer):
        if not signals:
            return {}
        # Whoever sees the signal reads its objective.
        rows = KeyResult.objects.filter(pk__in=[signal.subject for signal in signals]).order_by("pk")
        people = ("owner", "objective__owner", "objective__process")
        return {row.pk: row for row in rows.select_related("objective__period", *people)}

    def title(self, signal, record) -> str:
        return _("“%(title)s” slips") % {"title": record.title}

    def reason(self, signal, record, day: date) -> str:
        words = _("%(points)d points behind the %(expected)d %% expected by now · last number %(day)s")
        last = formats.date_format(record.last_update_on, "j F") if record.last_update_on else _("never")
        return words % {"points": signal.figures["behind"], "expected": signal.figures["expected"], "day": last}

    def evidence(self, signal, record, viewer) -> tuple[str, str]:
        return record.objective.title, record.objective.get_absolute_url()

    def ends(self, signal, record, threshold: int) -> str:
        words = _("With a number of %(needed)s or more, a little more each day; and on %(day)s with its period.")
        needed = max(0, signal.figures["expected"] - threshold)
        last = record.objective.period.ends_on
        return words % {"needed": f"{needed}\xa0%", "day": formats.date_format(last, "j F Y")}

    def button(self, signal, record, viewer) -> Button | None:
        return goal_button(signal, viewer, record.objective)


def _since(progress: Decimal, threshold: int, first: date, last: date) -> date:
    """The day from which this value has been too far behind."""
    days = (progress + Decimal(threshold) / 100) * (last - first).days
    return first + timedelta(days=floor(days) + 1)
