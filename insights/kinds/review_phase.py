"""A review cycle is in writing, and of what one manager writes too little is submitted for the days that are left."""

from collections.abc import Iterable
from datetime import date, timedelta
from math import ceil, floor

from django.db.models import Count, Exists, Min, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from insights.kinds.base import Button, Found, Kind, Moment, among, graded
from insights.models import Signal
from org.models import Employee
from reviews.models import Cycle, CyclePhase, CycleRelation, Phase, Relation, Review

State = Review.State
LEFT_AT_LEAST = 2  # a single one is a duty like others


class ReviewPhase(Kind):
    """Of manager reviews alone: they always bear a name. What is written without one is in no count."""

    slug = "review-phase"
    name = gettext_lazy("Review phase at risk")
    rule = gettext_lazy(
        "A manager has two or more manager reviews still to write, and the share that is submitted is %(threshold)s "
        "percentage points or more behind the share of the days to write that have passed. From 20 points more it "
        "weighs twice, from 40 three times."
    )
    unit = gettext_lazy("percentage points behind the days that have passed")
    threshold, least, most = 40, 1, 95
    audience, action = Signal.Audience.CYCLE, "write"
    step = gettext_lazy("Set hours aside to write, or ask HR for more time or another writer")
    steps = ("more-time", "another-writer", "agenda", "ask")
    # Only what is done on the cycle: neither who submitted nor what the two talk about.
    deeds = ("more time", "another writer")
    sources = ("people", "reviews")

    def find(self, moment: Moment, threshold: int, people=None) -> Iterable[Found]:
        phases = CyclePhase.objects.filter(cycle=OuterRef("participant__cycle"), phase=Phase.WRITING).order_by("pk")
        due = CycleRelation.objects.filter(cycle=OuterRef("participant__cycle"), relation=Relation.MANAGER)
        rows = Review.objects.filter(
            relation=Relation.MANAGER,
            state__in=[State.OPEN, State.SUBMITTED],
            participant__taken_out_at=None,
            participant__cycle__state=Cycle.State.WRITING,
            participant__cycle__paused_at=None,
            writer__in=Employee.objects.present(moment.now).order_by().values("pk"),
        ).annotate(
            first=Subquery(phases.values("starts_on")[:1]),
            last=Subquery(due.filter(closed_at=None, due_on__gte=moment.day).order_by("pk").values("due_on")[:1]),
        )
        for row in (
            among(rows.filter(first__isnull=False, last__isnull=False), "writer", people)
            .order_by()
            .values("participant__cycle", "writer", "writer__department", "first", "last")
            .annotate(subject=Min("pk"), asked=Count("pk"), done=Count("pk", filter=Q(state=State.SUBMITTED)))
            .order_by("subject")
        ):
            if found := self._found(row, moment, threshold):
                yield found

    def _found(self, row: dict, moment: Moment, threshold: int) -> Found | None:
        first, asked, done = row["first"], row["asked"], row["done"]
        days = max((row["last"] - first).days + 1, 1)
        passed = min(max((moment.day - first).days, 0), days)
        # In whole numbers: of asked × days parts, so many are missing.
        missing = passed * asked - done * days
        behind = floor(100 * missing / (asked * days))
        if asked - done < LEFT_AT_LEAST or behind < max(threshold, 1):
            return None
        since = first + timedelta(days=ceil((threshold * asked * days + 100 * done * days) / (100 * asked)))
        return Found(
            subject=row["subject"],
            about=row["writer"],
            unit=row["writer__department"],
            since=min(since, moment.day),
            severity=graded(behind - threshold, 20, 40),
            next_by=row["writer"],
            figures=(("asked", asked), ("done", done), ("due_on", row["last"].isoformat()), ("behind", behind)),
        )

    def load(self, signals, viewer):
        """With its cycle, which whoever sees the signal knows: they write in it, or look after it."""
        wanted = [signal.subject for signal in signals]
        led = Cycle.objects.visible_to(viewer).filter(pk=OuterRef("participant__cycle"))
        rows = Review.objects.filter(pk__in=wanted).select_related("participant__cycle").annotate(is_led=Exists(led))
        return {row.pk: row for row in rows.order_by("pk")} if wanted else {}

    def title(self, signal, record) -> str:
        left = signal.figures["asked"] - signal.figures["done"]
        words = ngettext(
            "%(name)s has %(left)d review still to write", "%(name)s has %(left)d reviews still to write", left
        )
        return words % {"name": signal.about, "left": left}

    def reason(self, signal, record, day: date) -> str:
        figures = signal.figures
        left = max((date.fromisoformat(figures["due_on"]) - day).days, 0)
        told = [
            str(record.participant.cycle),
            _("%(done)d of %(asked)d submitted") % figures,
            ngettext("%(days)d day left", "%(days)d days left", left) % {"days": left} if left else _("the last day"),
        ]
        return " · ".join(told)

    def evidence(self, signal, record, viewer) -> tuple[str, str]:
        words = _("The manager reviews of %(cycle)s") % {"cycle": record.participant.cycle}
        if viewer.pk == signal.about_id:
            return words, reverse("reviews:index")
        return words, record.participant.cycle.get_absolute_url() if record.is_led else ""

    def ends(self, signal, record, threshold: int) -> str:
        words = _("When fewer than two are left or enough are submitted, with more time, or when writing closes.")
        return str(words)

    def is_past(self, signal, day: date) -> bool:
        return day > date.fromisoformat(signal.figures["due_on"])

    def button(self, signal, record, viewer) -> Button | None:
        if viewer.pk == signal.about_id:
            return Button(_("Write reviews"), reverse("reviews:index"))
        return Button(_("Open the cycle"), record.participant.cycle.get_absolute_url()) if record.is_led else None
