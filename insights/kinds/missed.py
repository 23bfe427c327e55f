"""An employee and their manager have not talked, again and again."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from feedback.models import CheckIn
from insights.kinds.base import Button, Found, Kind, Moment, among, graded, talk_button
from insights.models import Signal
from org.models import Cadence, Employee, Organization


class MissedCheckIns(Kind):
    slug = "missed-check-ins"
    name = gettext_lazy("Check-ins missed")
    rule = gettext_lazy(
        "An open check-in is so late that the talk has been missed %(threshold)s times running: a whole cadence late "
        "is once. Two times more it weighs twice, four times more three times. Leave moves the day, so it does "
        "not count."
    )
    unit = gettext_lazy("times running")
    threshold, least, most = 2, 1, 26
    audience, action = Signal.Audience.CHECK_IN, "log"
    step = gettext_lazy("Hold the check-in, or say why not")
    steps = ("ask", "support-plan")
    deeds = ("log", "ask", "support-plan")
    sources = ("people", "check-ins")
    needs_record = False  # its figures say it

    def find(self, moment: Moment, threshold: int, people=None) -> Iterable[Found]:
        late = Q(pk__in=[])
        for cadence in Cadence:
            late |= _has(cadence, moment.organization) & Q(
                due_on__lte=moment.day - timedelta(days=threshold * cadence.days)
            )
        rows = CheckIn.objects.open().filter(
            late,
            employee__manager__isnull=False,
            employee__in=Employee.objects.present(moment.now).order_by().values("pk"),
        )
        for row in among(rows, "employee", people).values(
            "pk", "employee", "due_on", "employee__cadence", "employee__department", "employee__manager"
        ).order_by("pk"):  # fmt: skip
            days = Cadence(row["employee__cadence"] or moment.organization.cadence).days
            times = (moment.day - row["due_on"]).days // days
            yield Found(
                subject=row["pk"],
                about=row["employee"],
                unit=row["employee__department"],
                since=row["due_on"] + timedelta(days=threshold * days),
                severity=graded(times - threshold, 2, 4),
                next_by=row["employee__manager"],
                figures=(("due_on", row["due_on"].isoformat()), ("times", times)),
            )

    def title(self, signal, record) -> str:
        times = signal.figures["times"]
        return ngettext(
            "The check-in with %(name)s was missed",
            "The check-in with %(name)s was missed %(times)d times running",
            times,
        ) % {"name": signal.about, "times": times}

    def reason(self, signal, record, day: date) -> str:
        due_on = date.fromisoformat(signal.figures["due_on"])
        return _("Due since %(day)s, neither held nor skipped") % {"day": formats.date_format(due_on, "j F")}

    def evidence(self, signal, record, viewer) -> tuple[str, str]:
        words = _("The open check-in of %(name)s") % {"name": signal.about}
        may = viewer.pk in (signal.about_id, signal.about.manager_id)
        return words, reverse("feedback:check_in", args=[signal.subject]) if may else ""

    def ends(self, signal, record, threshold: int) -> str:
        return _("When the check-in is held, skipped with a reason, or moved to another day.")

    def button(self, signal, record, viewer) -> Button | None:
        if signal.about.manager_id == viewer.pk:
            return Button(_("Log check-in"), reverse("feedback:log", args=[signal.subject]))
        if signal.about_id == viewer.pk:
            return Button(_("Prepare check-in"), reverse("feedback:prepare", args=[signal.subject]))
        return talk_button(signal, viewer)


def _has(cadence: Cadence, organization: Organization) -> Q:
    return Q(employee__cadence__in=[cadence, ""] if cadence == organization.cadence else [cadence])
