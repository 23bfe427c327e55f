"""Somebody's goals serve nothing that the company aims at."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Count, Exists, Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from goals import measure, rules
from goals.models import Objective, Period
from insights.kinds.base import Button, Found, Kind, Moment, among, graded, talk_button
from insights.kinds.many_goals import COUNTED
from insights.models import Signal
from org.models import Employee

# So long an objective may stand by itself before it counts.
WAIT = timedelta(days=14)
ALONE = Q(aligned_to=None) | Q(alignment=Objective.Alignment.DECLINED)
State, Scope = Objective.State, Objective.Scope


class Unaligned(Kind):
    slug = "unaligned"
    name = gettext_lazy("Goals aligned to nothing")
    rule = gettext_lazy(
        "Of the active objectives of the running period that somebody owns, those of the company left out, "
        "at least %(threshold)s per cent have been aligned to nothing for two weeks, though the company has an active "
        "one that they could serve. What is proposed and not answered counts as aligned; what only the direct manager "
        "may read does not count. From the middle of the period on it weighs twice, from three quarters three times."
    )
    unit = gettext_lazy("per cent of the objectives that one person owns")
    threshold, least, most = 100, 1, 100
    audience, action = Signal.Audience.LINE, "align"
    step = gettext_lazy("Say what they serve, or why they serve nothing")
    steps = ("ask", "talk", "agenda")
    deeds = ("align", "ask", "agenda")
    sources = ("people", "goals")

    def find(self, moment: Moment, threshold: int, people=None) -> Iterable[Found]:
        period = moment.period
        if period is None or period.starts_on + WAIT > moment.day:
            return
        around = Period.objects.enclosing(period).order_by().values("pk")
        company = Objective.objects.filter(scope=Scope.COMPANY, state=State.ACTIVE, period__in=around).order_by()
        begun = Q(activated_on=None) | Q(activated_on__lte=moment.day - WAIT)
        here = Employee.objects.present(moment.now).order_by().values("pk")
        rows = among(_of(period.pk).filter(Exists(company), owner__in=here), "owner", people)
        counted = (
            rows.order_by()
            .values("owner", "owner__department")
            .annotate(
                total=Count("pk"),
                alone=Count("pk", filter=ALONE & begun),
                newest=Max("activated_on", filter=ALONE & begun),
            )
        )
        share = int(measure.expected(period, moment.day) * 100)
        for row in counted.filter(alone__gt=0).order_by("owner"):
            if 100 * row["alone"] < threshold * row["total"]:
                continue
            yield Found(
                subject=row["owner"],
                about=row["owner"],
                unit=row["owner__department"],
                since=max(row["newest"] or period.starts_on, period.starts_on) + WAIT,
                severity=graded(share, 50, 75),
                next_by=row["owner"],
                figures=(("alone", row["alone"]), ("total", row["total"]), ("period", period.pk)),
            )

    def load(self, signals, viewer):
        """Those that stand alone, as far as the viewer reads them."""
        found: dict[int, list[Objective]] = defaultdict(list)
        if signals:
            rows = Objective.objects.visible_to(viewer).filter(
                ALONE,
                owner__in=[signal.subject for signal in signals],
                period__in={signal.figures["period"] for signal in signals},
                state=State.ACTIVE,
            )
            for each in rows.exclude(scope=Scope.COMPANY).select_related("owner", "process").order_by("title", "pk"):
                found[each.owner_id].append(each)
        return {signal.subject: found[signal.subject] for signal in signals}

    def title(self, signal, record) -> str:
        words = _("What do the goals of %(name)s serve?") if signal.figures["alone"] > 1 else _(
            "What does the goal of %(name)s serve?"
        )  # fmt: skip
        return words % {"name": signal.about}

    def reason(self, signal, record, day: date) -> str:
        alone, total = signal.figures["alone"], signal.figures["total"]
        if alone == total:
            words = ngettext(
                "The only active objective is aligned to nothing",
                "All %(total)d active objectives are aligned to nothing",
                total,
            )
            return words % {"total": total}
        words = ngettext(
            "%(alone)d of %(total)d active objective is aligned to nothing",
            "%(alone)d of %(total)d active objectives are aligned to nothing",
            total,
        )
        return words % {"alone": alone, "total": total}

    def evidence(self, signal, record, viewer) -> tuple[str, str]:
        if len(record) == 1:
            return record[0].title, record[0].get_absolute_url()
        return _("The page of %(name)s") % {"name": signal.about}, signal.about.get_absolute_url()

    def ends(self, signal, record, threshold: int) -> str:
        return _(
            "As soon as fewer of them stand alone: a proposed alignment is enough; and in any case with the period."
        )

    def button(self, signal, record, viewer) -> Button | None:
        if signal.about_id == viewer.pk and record and rules.can_align(viewer, record[0]):
            return Button(_("Align it") if len(record) == 1 else _("Align the first"), _align(record[0]))
        return talk_button(signal, viewer)


def _of(period: int):
    """What should serve something: all but the company's own."""
    rows = Objective.objects.filter(period=period, state=State.ACTIVE, visibility__in=COUNTED)
    return rows.exclude(scope=Scope.COMPANY)


def _align(objective: Objective) -> str:
    return reverse("goals:align", args=[objective.pk])
