"""A blocker that nobody has acknowledged."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from feedback import rules
from feedback.models import Blocker
from insights.kinds.base import Button, Found, Kind, Moment, among, graded
from insights.models import Signal
from org.models import Employee
from org.zones import zone


class Unacknowledged(Kind):
    slug = "blocker"
    name = gettext_lazy("Blocker nobody acknowledged")
    rule = gettext_lazy(
        "A blocker has been open for %(threshold)s days and nobody has acknowledged it. A week later it weighs twice, "
        "three weeks later three times."
    )
    unit = gettext_lazy("days without an answer")
    threshold = 7
    audience, action = Signal.Audience.BLOCKER, "acknowledge"
    step = gettext_lazy("Acknowledge it, and say what you will do")
    steps = ("ask", "talk", "support-plan")
    deeds = ("acknowledge", "resolve", "ask", "support-plan")
    sources = ("people", "blockers")

    def find(self, moment: Moment, threshold: int, people=None) -> Iterable[Found]:
        wait = timedelta(days=threshold)
        here = zone(moment.organization.time_zone)
        rows = Blocker.objects.open().filter(
            acknowledged_at=None,
            raised_at__lte=moment.now - wait,
            raised_by__in=Employee.objects.present(moment.now).order_by().values("pk"),
        )
        for row in among(rows, "raised_by", people).values(
            "pk", "raised_by", "raised_at", "raised_by__department", "raised_by__manager"
        ).order_by("pk"):  # fmt: skip
            since = (row["raised_at"] + wait).astimezone(here).date()
            yield Found(
                subject=row["pk"],
                about=row["raised_by"],
                unit=row["raised_by__department"],
                since=since,
                severity=graded((moment.day - since).days, 7, 21),
                next_by=row["raised_by__manager"],
                figures=(("raised_on", row["raised_at"].astimezone(here).date().isoformat()),),
            )

    def load(self, signals, viewer):
        wanted = [signal.subject for signal in signals]
        rows = Blocker.objects.visible_to(viewer).with_about(viewer).filter(pk__in=wanted)
        found = {row.pk: row for row in rows.select_related("raised_by__manager").order_by("pk")} if wanted else {}
        for row in found.values():
            # Above the manager what its author chose to share upward, or nothing.
            row.words = row.text_for(viewer).strip()
        return found

    def title(self, signal, record) -> str:
        if record.words:
            return _("“%(text)s”") % {"text": Truncator(" ".join(record.words.split())).chars(90)}
        return _("A blocker of %(name)s waits for an answer") % {"name": record.raised_by}

    def reason(self, signal, record, day: date) -> str:
        days = (day - date.fromisoformat(signal.figures["raised_on"])).days
        words = [ngettext("Blocker open for %(days)d day", "Blocker open for %(days)d days", days) % {"days": days}]
        words.append(_("raised by %(name)s") % {"name": record.raised_by})
        if record.help:
            words.append(_("would help: %(help)s") % {"help": record.get_help_display()})
        if record.about:
            words.append(_("keeps “%(title)s” from moving") % {"title": record.about})
        return " · ".join(words)

    def evidence(self, signal, record, viewer) -> tuple[str, str]:
        return _("The blocker of %(name)s") % {"name": record.raised_by}, record.get_absolute_url()

    def ends(self, signal, record, threshold: int) -> str:
        return _("When somebody acknowledges the blocker, or when it is resolved.")

    def button(self, signal, record, viewer) -> Button | None:
        if rules.can_acknowledge(viewer, record):
            return Button(_("Acknowledge"), reverse("feedback:acknowledge", args=[record.pk]))
        return Button(_("Open"), record.get_absolute_url())
