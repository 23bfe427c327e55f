"""More people report to one manager than one can talk with."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from goals import bulk
from insights.kinds.base import Button, Found, Kind, Moment, among, graded
from insights.models import Signal
from org.models import Employee
from org.zones import zone

History = Employee.history.model


class ManyReports(Kind):
    slug = "many-reports"
    name = gettext_lazy("Manager with too many reports")
    rule = gettext_lazy(
        "More than %(threshold)s people who work here report to one manager directly. With half as many more it weighs "
        "twice, with twice as many three times."
    )
    unit = gettext_lazy("direct reports that one manager can have")
    threshold, least, most = 12, 1, 500
    audience, action = Signal.Audience.LINE, "share out"
    step = gettext_lazy("Give some of them another manager, or the manager fewer other duties")
    steps = ("ask", "agenda", "talk", "reports")
    deeds = ("share out", "ask", "agenda")
    sources = ("people",)
    needs_record = False  # its figures say it

    def find(self, moment: Moment, threshold: int, people=None) -> Iterable[Found]:
        present = Employee.objects.present(moment.now)
        managers = among(present, "pk", people).order_by().values("pk")
        teams: dict[tuple, list[tuple]] = defaultdict(list)
        for unit, above, *report in (
            present.filter(manager__in=managers)
            .order_by("pk")
            .values_list("manager__department", "manager__manager", "pk", "manager", "hired_on", "created_at")
        ):
            teams[report[1], unit, above].append(tuple(report))
        teams = {whose: team for whose, team in teams.items() if len(team) > threshold}
        came = _came([report for team in teams.values() for report in team], moment)
        for (manager, unit, above), team in teams.items():
            yield Found(
                subject=manager,
                about=manager,
                unit=unit,
                since=sorted(came[report[0]] for report in team)[threshold],
                severity=graded(2 * len(team), 3 * threshold, 4 * threshold),
                next_by=above,
                figures=(("reports", len(team)),),
            )

    def title(self, signal, record) -> str:
        count = signal.figures["reports"]
        words = ngettext("%(count)d person reports to %(name)s", "%(count)d people report to %(name)s", count)
        return words % {"count": count, "name": signal.about}

    def reason(self, signal, record, day: date) -> str:
        return _("Each of them is a check-in, a review and a plan to look after")

    def evidence(self, signal, record, viewer) -> tuple[str, str]:
        return _("The page of %(name)s") % {"name": signal.about}, signal.about.get_absolute_url()

    def ends(self, signal, record, threshold: int) -> str:
        words = ngettext(
            "When %(count)d person or fewer reports to %(name)s.",
            "When %(count)d people or fewer report to %(name)s.",
            threshold,
        )
        return words % {"count": threshold, "name": signal.about}

    def button(self, signal, record, viewer) -> Button | None:
        if viewer.pk == signal.about.manager_id or (viewer.pk == signal.about_id and signal.about.manager_id):
            return Button(_("Put it on the agenda"), reverse("feedback:agenda", args=[signal.about_id]))
        return Button(_("Open"), signal.about.get_absolute_url())


def _came(reports: list[tuple], moment: Moment) -> dict[int, date]:
    """From which day on each has reported to the manager of today: from the move to them, else from the hire."""
    here = zone(moment.organization.time_zone)
    rows = History.objects.filter(id__in=bulk.among(each[0] for each in reports)).order_by()
    firsts: dict[int, dict] = defaultdict(dict)
    for pk, manager, first in rows.values_list("id", "manager").annotate(Min("history_date")) if reports else ():
        firsts[pk][manager] = first
    found = {}
    for pk, manager, hired_on, created_at in reports:
        at = firsts[pk].get(manager) if len(firsts[pk]) > 1 else None
        found[pk] = (hired_on or created_at.astimezone(here).date()) if at is None else at.astimezone(here).date()
    return found
