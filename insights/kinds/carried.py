"""What was agreed is carried from check-in to check-in."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Count, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import formats
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from feedback import rules
from feedback.models import ActionItem, CheckIn
from insights.kinds.base import Button, Found, Kind, Moment, among, graded
from insights.models import Signal
from org.models import Employee


class CarriedActions(Kind):
    slug = "carried-actions"
    name = gettext_lazy("Action carried forward again and again")
    rule = gettext_lazy(
        "An action agreed in a check-in is open after %(threshold)s more were held, and its day has passed or it has "
        "none. Two more weigh twice, four more three times."
    )
    unit = gettext_lazy("check-ins held since it was agreed")
    threshold, least, most = 3, 1, 26
    audience, action = Signal.Audience.PAIR, "finish"
    step = gettext_lazy("Do it, give it to somebody who can, or drop it and say why")
    steps = ("move-action", "drop-action")
    # Who dropped it or moved it to another day or person, no record says.
    deeds = ("finish",)
    sources = ("people", "check-ins", "actions")

    def find(self, moment: Moment, threshold: int, people=None) -> Iterable[Found]:
        threshold = max(threshold, 1)
        later = CheckIn.objects.filter(
            employee=OuterRef("employee"), state=CheckIn.State.DONE, due_on__gt=OuterRef("check_in__due_on")
        )
        nth = later.order_by("due_on", "pk").values("held_on")[threshold - 1 : threshold]
        times = later.order_by().values("employee").annotate(count=Count("pk")).values("count")
        rows = (
            ActionItem.objects.open()
            .filter(
                Q(due_on=None) | Q(due_on__lt=moment.day),
                employee__manager__isnull=False,
                employee__in=Employee.objects.present(moment.now).order_by().values("pk"),
            )
            .annotate(carried_on=Subquery(nth))
            .filter(carried_on__isnull=False)
            .annotate(times=Subquery(times))
        )
        for row in among(rows, "employee", people).values(
            "pk", "employee", "employee__department", "employee__manager", "owner", "owner__left_on", "due_on",
            "carried_on", "times",
        ).order_by("pk"):  # fmt: skip
            yield self._found(row, moment, threshold)

    def _found(self, row: dict, moment: Moment, threshold: int) -> Found:
        late = row["due_on"] + timedelta(days=1) if row["due_on"] else row["carried_on"]
        has_left = row["owner__left_on"] is not None and row["owner__left_on"] < moment.day
        return Found(
            subject=row["pk"],
            about=row["employee"],
            unit=row["employee__department"],
            since=max(late, row["carried_on"]),
            severity=graded(row["times"] - threshold, 2, 4),
            next_by=row["employee__manager"] if has_left else row["owner"],
            figures=(("times", row["times"]),),
        )

    def load(self, signals, viewer):
        wanted = [signal.subject for signal in signals]
        rows = ActionItem.objects.visible_to(viewer).filter(pk__in=wanted)
        rows = rows.select_related("employee__manager", "check_in").order_by("pk")
        found = {row.pk: row for row in rows} if wanted else {}
        for row in found.values():
            row.other = row.employee.manager if viewer.pk == row.employee_id else row.employee
        return found

    def title(self, signal, record) -> str:
        times = signal.figures["times"]
        words = ngettext("“%(text)s”, carried on %(times)d time", "“%(text)s”, carried on %(times)d times", times)
        return words % {"text": Truncator(" ".join(record.text.split())).chars(90), "times": times}

    def reason(self, signal, record, day) -> str:
        words = _("of the check-in with %(name)s on %(day)s")
        told = [words % {"name": record.other, "day": _day(record.check_in.held_on or record.check_in.due_on)}]
        told.append(_("due %(day)s") % {"day": _day(record.due_on)} if record.due_on else _("without a day"))
        return " · ".join(told)

    def evidence(self, signal, record, viewer) -> tuple[str, str]:
        may = viewer.pk in (record.employee_id, record.check_in.manager_id)
        return _("What the two agreed"), record.check_in.get_absolute_url() if may else ""

    def ends(self, signal, record, threshold: int) -> str:
        return _("When it is ticked off, dropped with a reason, or given a day that is still to come.")

    def button(self, signal, record, viewer) -> Button | None:
        if rules.can_finish(viewer, record):
            return Button(_("Tick off"), reverse("feedback:finish_action", args=[record.pk]))
        return None


def _day(day) -> str:
    return formats.date_format(day, "j F")
