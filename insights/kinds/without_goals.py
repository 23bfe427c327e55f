"""Somebody has no goals in the running period."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goals import measure
from goals.models import KeyResult, Objective, Period
from goals.without_goals import HAVING
from insights.kinds.base import Button, Found, Kind, Moment, among, graded, talk_button
from insights.models import Signal
from org.models import Employee


class WithoutGoals(Kind):
    slug = "without-goals"
    name = gettext_lazy("No goals in the running period")
    rule = gettext_lazy(
        "Somebody owns neither an objective nor a key result in the running period or one around it, drafts included, "
        "%(threshold)s days after it began or they were hired. From the middle of the period on it weighs twice, from "
        "three quarters three times."
    )
    unit = gettext_lazy("days after the period began, or after the hire")
    threshold = 14
    audience, action = Signal.Audience.LINE, "agree on goals"
    step = gettext_lazy("Agree on a first goal")
    steps = ("ask", "talk", "agenda")
    deeds = ("agree on goals", "ask", "agenda")
    sources = ("people", "goals")

    def find(self, moment: Moment, threshold: int, people=None) -> Iterable[Found]:
        period = moment.period
        if period is None or period.starts_on + timedelta(days=threshold) > moment.day:
            return
        goals = Objective.objects.filter(
            state__in=HAVING, period__in=Period.objects.enclosing(period).order_by().values("pk")
        )
        owned = goals.filter(owner=OuterRef("pk")).order_by()
        kept = KeyResult.objects.filter(owner=OuterRef("pk"), objective__in=goals.order_by().values("pk")).order_by()
        rows = Employee.objects.present(moment.now).filter(
            ~Exists(owned), ~Exists(kept), Q(hired_on=None) | Q(hired_on__lte=moment.day - timedelta(days=threshold))
        )
        share = int(measure.expected(period, moment.day) * 100)
        for pk, unit, manager, hired_on in (
            among(rows, "pk", people).order_by("pk").values_list("pk", "department", "manager", "hired_on")
        ):
            begins = max(period.starts_on, hired_on or period.starts_on)
            yield Found(
                subject=pk,
                about=pk,
                unit=unit,
                since=begins + timedelta(days=threshold),
                severity=graded(share, 50, 75),
                next_by=manager or pk,
                figures=(("period", period.pk),),
            )

    def load(self, signals, viewer):
        return {signal.subject: signal.about for signal in signals}

    def title(self, signal, record) -> str:
        return _("%(name)s has no goals in the running period") % {"name": signal.about}

    def reason(self, signal, record, day: date) -> str:
        return _("Neither an objective nor a key result, not even a draft")

    def evidence(self, signal, record, viewer) -> tuple[str, str]:
        return _("The page of %(name)s") % {"name": signal.about}, signal.about.get_absolute_url()

    def ends(self, signal, record, threshold: int) -> str:
        return _("With the first objective or key result, be it a draft; and in any case with the period.")

    def button(self, signal, record, viewer) -> Button | None:
        if signal.about_id == viewer.pk:
            return Button(_("New objective"), reverse("goals:create"))
        return talk_button(signal, viewer)
