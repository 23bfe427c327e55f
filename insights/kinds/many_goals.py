"""Somebody has more goals than anybody can keep in sight."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from goals.models import Objective
from insights.kinds.base import Button, Found, Kind, Moment, among, graded, talk_button
from insights.models import Signal
from org.models import Employee

# What only the direct manager may read tells nobody else anything, not even as a number.
COUNTED = (Objective.Visibility.EVERYONE, Objective.Visibility.LINE)


class TooManyGoals(Kind):
    slug = "too-many-goals"
    name = gettext_lazy("Too many goals")
    rule = gettext_lazy(
        "Somebody owns more than %(threshold)s active objectives of the running period. With 3 more than that it "
        "weighs twice, with 6 more three times. What only the direct manager may read does not count."
    )
    unit = gettext_lazy("active objectives of one person")
    threshold, least, most = 5, 1, 50
    audience, action = Signal.Audience.LINE, "re-plan"
    step = gettext_lazy("Agree on the few that matter most, and hand over, join or end the others")
    steps = ("ask", "talk", "agenda", "support-plan")
    deeds = ("end one's own", "hand over one's own", "ask", "agenda", "support-plan")
    sources = ("people", "goals")

    def find(self, moment: Moment, threshold: int, people=None) -> Iterable[Found]:
        if moment.period is None:
            return
        here = Employee.objects.present(moment.now).order_by().values("pk")
        rows = among(_active(moment.period.pk).filter(owner__in=here), "owner", people)
        many = rows.order_by().values("owner").annotate(count=Count("pk")).filter(count__gt=threshold).values("owner")
        begun: dict[tuple, list[date]] = defaultdict(list)
        for owner, unit, day in (
            rows.filter(owner__in=many)
            .order_by("owner", "pk")
            .values_list("owner", "owner__department", "activated_on")
        ):
            begun[owner, unit].append(max(day or moment.period.starts_on, moment.period.starts_on))
        for (owner, unit), days in begun.items():
            yield Found(
                subject=owner,
                about=owner,
                unit=unit,
                # The day on which the one too many began.
                since=min(sorted(days)[threshold], moment.day),
                severity=graded(len(days) - threshold, 3, 6),
                next_by=owner,
                figures=(("count", len(days)), ("period", moment.period.pk)),
            )

    def load(self, signals, viewer):
        return {signal.subject: signal.about for signal in signals}

    def title(self, signal, record) -> str:
        count = signal.figures["count"]
        return ngettext("%(name)s has %(count)d goal at once", "%(name)s has %(count)d goals at once", count) % {
            "name": signal.about,
            "count": count,
        }

    def reason(self, signal, record, day: date) -> str:
        return _("Active objectives of the running period that are theirs alone to carry")

    def evidence(self, signal, record, viewer) -> tuple[str, str]:
        return _("The page of %(name)s") % {"name": signal.about}, signal.about.get_absolute_url()

    def ends(self, signal, record, threshold: int) -> str:
        words = ngettext(
            "When no more than %(count)d of them is active; and in any case with the period.",
            "When no more than %(count)d of them are active; and in any case with the period.",
            threshold,
        )
        return words % {"count": threshold}

    def button(self, signal, record, viewer) -> Button | None:
        if signal.about_id == viewer.pk:
            return Button(_("My goals"), reverse("goals:index"))
        return talk_button(signal, viewer)


def _active(period: int):
    return Objective.objects.filter(period=period, state=Objective.State.ACTIVE, visibility__in=COUNTED)
