"""Check-ins are held, again and again, and the employee never writes a word for them."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Count, DateField, Exists, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from feedback.models import CheckIn
from insights.kinds.base import Button, Found, Kind, Moment, among, graded
from insights.models import Signal
from org.models import Employee

# Older ones are past, whoever wrote what.
LOOKS_BACK = timedelta(days=365)


class NeverPrepared(Kind):
    slug = "never-prepared"
    name = gettext_lazy("Check-ins held and never prepared")
    rule = gettext_lazy(
        "An employee and their manager of today held %(threshold)s check-ins running, within a year, for which the "
        "employee wrote nothing, neither before nor after. Three more weigh twice, six more three times."
    )
    unit = gettext_lazy("check-ins held running")
    threshold, least, most = 4, 1, 26
    audience, action = Signal.Audience.PAIR, "prepare"
    step = gettext_lazy("Write a line before the next one, so that it is about what matters to both")
    steps = ("question", "agenda", "talk")
    deeds = ("prepare", "agenda", "question")
    sources = ("people", "check-ins")

    def find(self, moment: Moment, threshold: int, people=None) -> Iterable[Found]:
        threshold, begin = max(threshold, 1), moment.day - LOOKS_BACK
        held = CheckIn.objects.filter(
            employee=OuterRef("pk"), manager=OuterRef("manager"), state=CheckIn.State.DONE, due_on__gt=begin
        )
        written = held.filter(prepared_at__isnull=False).order_by("-due_on", "-pk").values("due_on")[:1]
        silent = held.filter(prepared_at=None, due_on__gt=OuterRef("written_on"))
        nth = silent.order_by("due_on", "pk").values("held_on")[threshold - 1 : threshold]
        opened = CheckIn.objects.open().filter(employee=OuterRef("pk")).order_by("pk")
        times = silent.order_by().values("employee").annotate(count=Count("pk")).values("count")
        rows = (
            Employee.objects.present(moment.now)
            .filter(manager__isnull=False)
            .annotate(written_on=Coalesce(Subquery(written), Value(begin, output_field=DateField())))
            .annotate(since=Subquery(nth))
            .filter(~Exists(opened.filter(prepared_at__isnull=False)), since__isnull=False)
            .annotate(
                times=Subquery(times), next=Subquery(opened.values("pk")[:1]), on=Subquery(opened.values("due_on")[:1])
            )
        )
        for row in (
            among(rows, "pk", people)
            .values("pk", "department", "manager", "since", "times", "next", "on")
            .order_by("pk")
        ):
            yield Found(
                subject=row["pk"],
                about=row["pk"],
                unit=row["department"],
                since=row["since"],
                severity=graded(row["times"] - threshold, 3, 6),
                next_by=row["pk"],
                figures=(
                    ("manager", row["manager"]),
                    ("times", row["times"]),
                    ("next", row["next"] or 0),
                    ("next_on", row["on"].isoformat() if row["on"] else ""),
                ),
            )

    def load(self, signals, viewer):
        """Who looks: one of the two who held them. A new manager is none, also before the next look."""
        return {each.subject: viewer for each in signals if viewer.pk in (each.about_id, each.figures.get("manager"))}

    def title(self, signal, record) -> str:
        times = signal.figures["times"]
        return ngettext(
            "%(times)d check-in with %(name)s was held and not prepared",
            "%(times)d check-ins with %(name)s were held and none was prepared",
            times,
        ) % {"name": signal.about, "times": times}

    def reason(self, signal, record, day) -> str:
        words = str(_("Nothing was written beforehand, nor afterwards"))
        if not signal.figures["next_on"]:
            return words
        due_on = date.fromisoformat(signal.figures["next_on"])
        told = _("the next one is on %(day)s") if due_on >= day else _("the next one has waited since %(day)s")
        return f"{words} · {told % {'day': formats.date_format(due_on, 'j F')}}"

    def evidence(self, signal, record, viewer) -> tuple[str, str]:
        return _("The check-ins of %(name)s") % {"name": signal.about}, reverse(
            "feedback:history", args=[signal.about_id]
        )

    def ends(self, signal, record, threshold: int) -> str:
        return _("As soon as the employee writes a line, for the next check-in or after the last one.")

    def button(self, signal, record, viewer) -> Button | None:
        if signal.about_id == viewer.pk and signal.figures["next"]:
            return Button(_("Prepare check-in"), reverse("feedback:prepare", args=[signal.figures["next"]]))
        return Button(_("Put it on the agenda"), reverse("feedback:agenda", args=[signal.about_id]))
