"""Nobody has told somebody anything about their work for a quarter."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.models import Feedback
from insights.kinds.base import Button, Found, Kind, Moment, among
from insights.models import Signal
from org.models import Employee
from org.zones import zone


class NoFeedback(Kind):
    """Who received what is known to those who read it: so this is for the person alone."""

    slug = "no-feedback"
    name = gettext_lazy("No feedback for a quarter")
    rule = gettext_lazy(
        "Somebody has received no feedback for %(threshold)s days, and has been here for as long. After twice as many "
        "it weighs twice."
    )
    unit = gettext_lazy("days without feedback")
    threshold, least, most = 91, 14, 365
    audience, action = Signal.Audience.OWN, "ask"
    step = gettext_lazy("Ask two or three people for feedback")
    steps = ("give-feedback", "agenda", "ask")
    # What one says to others, or puts on an agenda, asks nobody for feedback.
    deeds = ("ask for feedback",)
    sources = ("people", "feedback")
    needs_record = False  # its figures say it

    def find(self, moment: Moment, threshold: int, people=None) -> Iterable[Found]:
        wait, here = timedelta(days=threshold), zone(moment.organization.time_zone)
        received = Feedback.objects.filter(recipient=OuterRef("pk"), withdrawn_at=None).order_by("-sent_at", "-pk")
        rows = (
            Employee.objects.present(moment.now)
            .filter(
                Q(hired_on=None) | Q(hired_on__lte=moment.day - wait),
                created_at__lte=moment.now - wait,  # before, there was nowhere to write it
            )
            .annotate(last=Subquery(received.values("sent_at")[:1]))
            .filter(Q(last=None) | Q(last__lte=moment.now - wait))
        )
        for pk, unit, hired_on, created_at, last in (
            among(rows, "pk", people).order_by("pk").values_list("pk", "department", "hired_on", "created_at", "last")
        ):
            here_since = created_at.astimezone(here).date()
            begin = last.astimezone(here).date() if last else max(here_since, hired_on or here_since)
            yield Found(
                subject=pk,
                about=pk,
                unit=unit,
                since=begin + wait,
                severity=2 if (moment.day - begin).days >= 2 * threshold else 1,
                next_by=pk,
                figures=(("last_on", last.astimezone(here).date().isoformat() if last else ""),),
            )

    def title(self, signal, record) -> str:
        if last := signal.figures["last_on"]:
            words = _("You have received no feedback since %(day)s")
            return words % {"day": formats.date_format(date.fromisoformat(last), "j F Y")}
        return _("You have received no feedback yet")

    def reason(self, signal, record, day: date) -> str:
        return _("To ask is easier than to wait: two or three people, one question")

    def evidence(self, signal, record, viewer) -> tuple[str, str]:
        return _("The feedback that you received"), reverse("giving:received")

    def ends(self, signal, record, threshold: int) -> str:
        return _("With the next feedback to you, be it praise, advice or an answer to what you asked.")

    def button(self, signal, record, viewer) -> Button | None:
        return Button(_("Ask for feedback"), reverse("giving:ask"))
