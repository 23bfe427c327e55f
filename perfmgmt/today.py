"""Today: what waits for me, how do my goals stand, and for a manager: how does my team stand?

Everything is fetched in few queries, whatever the number of reports and goals: the objectives of all sections in one.
"""

from datetime import date, timedelta

from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from goals import following, measure, rules, status
from goals import unattended as nobody_asked
from goals.models import Objective, Period
from inbox import kinds, rows, snoozing
from inbox.models import Notification
from org.models import Employee, Organization
from perfmgmt import coming, coverage, cycles, small_bridge
from perfmgmt.shell import organization_of
from perfmgmt.team import brief

DUTIES_SHOWN = 8
DUTIES_AT_MOST = 25  # a page of the inbox
GOALS_SHOWN = 6
NEWS_SHOWN = 6


@require_safe
def today(request):
    viewer, now = request.user, timezone.now()
    day = timezone.localdate(now)
    organization = organization_of(request)
    is_top = viewer.is_manager and viewer.manager_id is None
    reports = brief.reports_of(viewer) if viewer.is_manager else []
    with_company = is_top or viewer.is_hr
    objectives = _objectives(viewer, reports, with_company=with_company)
    stand(objectives, day, organization)
    viewer.active_objectives = [objective for objective in objectives if objective.owner_id == viewer.pk]
    waiting = snoozing.waiting_for(viewer, now)
    duties = waiting.duties
    company = [objective for objective in objectives if with_company and objective.scope == Objective.Scope.COMPANY]
    own = [objective for objective in viewer.active_objectives if objective not in company]
    since = last_working_day(day, organization)
    figures = coverage.people(day, organization, viewer) if viewer.is_hr else None
    context = {
        "greeting": greeting(timezone.localtime(now).hour, viewer.get_short_name()),
        "day": day,
        "week": week_of(_period(objectives, day), day),
        "duties": rows.dressed(duties[:DUTIES_AT_MOST], day, organization),
        "snoozed": len(waiting.resting),
        # Where coverage fills HR's page, it is left out: the page keeps to twelve queries.
        "next_check_in": _next_of_team(viewer, reports) if reports and not duties and not viewer.is_hr else None,
        "coming": [] if reports or viewer.is_hr else coming.things(viewer, duties, day, organization),
        "has_bridge": is_top or any(report.leads for report in reports),
        "goals": own[:GOALS_SHOWN],
        "goals_beyond": len(own) - GOALS_SHOWN,
        "team": brief.rows(viewer, reports, objectives, now=now, organization=organization),
        "team_size": len(reports),
        "company_goals": company,
        "coverage": figures,
        "unattended": _unattended(viewer, figures),
        "since": _since_words(since, day),
        "news": news(viewer, since),
        **_counted(duties, day),
    } | _followed(viewer, now)
    return render(request, "today/today.html", context)


@require_safe
def bridge(request):
    """The bridge in small, which comes a moment after the page; alone it is the bridge."""
    if not request.htmx:
        return redirect("insights:bridge")
    found = small_bridge.of(request.user, organization_of(request).name)
    return render(request, "today/_bridge.html", {"bridge": found})


@require_safe
def review_cycles(request):
    """How the cycles stand, as a part of HR's page; alone it is their list in the admin."""
    if not request.user.is_hr:
        raise Http404
    if not request.htmx:
        return redirect("admin:reviews_cycle_changelist")
    return render(request, "today/_cycles.html", {"cycles": cycles.under_way(request.user)})


def _counted(duties: list, day: date) -> dict:
    return {
        "duties_count": len(duties),
        "minutes": sum(duty.minutes for duty in duties),
        "shown": f":{DUTIES_SHOWN}",
        "rest": f"{DUTIES_SHOWN}:",
        "has_rest": len(duties) > DUTIES_SHOWN,
        "beyond": max(0, len(duties) - DUTIES_AT_MOST),
        "in_a_row": sum(duty.kind == "log" and duty.is_due(day) for duty in duties) > 1,
    }


def _unattended(viewer, figures: dict | None) -> int:
    """How many left goals behind about which HR, or this partner, has to decide."""
    if figures is not None:
        return figures["unattended"]
    return nobody_asked.leavers(viewer).count() if rules.can_attend(viewer) else 0


def greeting(hour: int, name: str) -> str:
    if 5 <= hour < 12:
        return _("Good morning, %(name)s") % {"name": name}
    if 12 <= hour < 18:
        return _("Good afternoon, %(name)s") % {"name": name}
    return _("Good evening, %(name)s") % {"name": name}


def week_of(period: Period | None, day: date) -> dict | None:
    """Which week of how many of the period it is; the days beyond whole weeks belong to the last."""
    if period is None:
        return None
    weeks = max(((period.ends_on - period.starts_on).days + 1) // 7, 1)
    return {"number": min((day - period.starts_on).days // 7 + 1, weeks), "of": weeks, "period": period.name}


def _period(objectives: list[Objective], day: date) -> Period | None:
    """The shortest that is on; asked for only where the objectives at hand do not tell it."""
    on = [objective.period for objective in objectives if objective.period.starts_on <= day <= objective.period.ends_on]
    return min(on, key=lambda period: period.ends_on - period.starts_on) if on else Period.objects.at(day).first()


def _objectives(viewer, reports, *, with_company: bool) -> list[Objective]:
    wanted = Q(owner__in=[viewer.pk, *(report.pk for report in reports)])
    if with_company:
        wanted |= Q(scope=Objective.Scope.COMPANY)
    return list(
        Objective.objects.visible_to(viewer)
        .filter(wanted, state=Objective.State.ACTIVE)
        .select_related("period", "owner")
        .order_by("period__ends_on", "title", "pk")
    )


def stand(objectives: list[Objective], day: date, organization: Organization) -> None:
    """Puts `status` and `expected` onto each."""
    found = status.statuses(objectives, day, organization)
    for objective in objectives:
        objective.status = found[objective.pk]
        objective.expected = measure.expected(objective.period, day)


def _next_of_team(viewer, reports: list[Employee]) -> dict | None:
    """The next check-in of a manager, of both sides: with whom, when, where. They are known by now."""
    known = [_meeting(report.meets, report) for report in reports if report.meets]
    if own := reports[0].viewer_meets:
        boss = Employee(**{name: own[name] for name in ("first_name", "preferred_name", "last_name")})
        known.append(_meeting(own, boss))
    return min(known, key=lambda each: (each["due_on"], each["path"]), default=None)


def _meeting(found: dict, other: Employee) -> dict:
    path = reverse("feedback:check_in", args=[found["pk"]])
    return {"other": other.get_full_name(), "due_on": date.fromisoformat(found["due_on"]), "path": path}


def _followed(viewer, now) -> dict:
    """What changed on what the viewer follows. Where a team fills the page, it comes a moment later."""
    if viewer.is_manager:
        return {"followed": [], "followed_more": 0, "followed_later": True}
    told = following.news(viewer, now)
    shown = following.GROUPS_SHOWN
    return {"followed": told[:shown], "followed_more": max(0, len(told) - shown), "followed_later": False}


def last_working_day(day: date, organization: Organization) -> date:
    """The one before `day`; news since then is what one has not seen yet."""
    for back in range(1, 8):
        earlier = day - timedelta(days=back)
        if earlier.weekday() in organization.working_days:
            return earlier
    return day - timedelta(days=1)


def _since_words(since: date, day: date) -> str:
    if (day - since).days == 1:
        return _("Since yesterday")
    return _("Since %(day)s") % {"day": formats.date_format(since, "l")}


def news(viewer, since: date) -> list[dict]:
    """What the person was told since then, newest first, in the words of the kind."""
    found = (
        Notification.objects.visible_to(viewer)
        .filter(at__gte=timezone.make_aware(timezone.datetime.combine(since, timezone.datetime.min.time())))
        .select_related("actor")[:NEWS_SHOWN]
    )
    entries = []
    for notification in found:
        kind = kinds.kind(notification.kind)
        if kind is not None:
            words = kind.sentence(notification.actor)
            entries.append({"words": words, "path": notification.path, "at": notification.at})
    return entries
