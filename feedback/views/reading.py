from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from feedback import audience, conversation, listing, past, plans, rules
from feedback.models import ActionItem, AgendaItem, AskedCheckIn, Blocker, CheckIn
from feedback.services import note_of
from feedback.views.after import news_of_it_is_seen
from feedback.views.common import check_ins
from org.models import Employee, Organization

PAGE = 25


@require_safe
def index(request):
    organization = Organization.objects.current()
    mine = listing.mine(request.user, organization)
    team = listing.team(request.user, organization)
    context = {
        "mine": mine,
        "last": conversation.last_held(request.user) if mine or request.user.manager_id else None,
        "page": Paginator(team, 2 * PAGE).get_page(request.GET.get("page")),
        "team": team,
        "main": listing.most_urgent(team, mine),
        "due": sum(each.is_to_log for each in team),
        "has_earlier": request.user.manager_id and CheckIn.objects.earlier_of(request.user).exists(),
        "actions": ActionItem.objects.open().filter(owner=request.user).select_related("owner"),
        "blockers": listing.blockers_in_short(request.user),
        "cadence": organization.get_cadence_display(),
    }
    return render(request, "feedback/index.html", context)


@require_safe
def check_in(request, pk):
    found = get_object_or_404(check_ins(request.user).annotate(**_with(request.user)), pk=pk)
    viewer = request.user
    past.dress([found], viewer)
    context = {
        "check_in": found,
        "asked_by": [Employee(**told) for told in found.asked_by or ()] if found.is_open else [],
        "other": found.employee if viewer.pk != found.employee_id else listing.partner(found),
        "agreed": listing.open_actions(found, viewer) if found.is_open else found.agreed,
        "points": _points(found, viewer),
        "raised": Blocker.objects.visible_to(viewer).filter(check_in=found),
        "note": note_of(found, viewer),
        "audience": audience.sentence(found, viewer),
        "timing": listing.timing(found, Organization.objects.current(), viewer.today()),
        "can": {
            name: getattr(rules, f"can_{name}")(viewer, found)
            for name in ("prepare", "log", "skip", "move", "open_to_manager")
        }
        | {"log_after_all": found.state == CheckIn.State.SKIPPED and rules.can_amend(viewer, found)},
    }
    return news_of_it_is_seen(request, render(request, "feedback/check_in.html", context))


def _with(viewer) -> dict:
    """What comes in the query for it: who asks for it, and how plans were going."""
    return {"plan_words": plans.said_in(viewer), "asked_by": AskedCheckIn.objects.told()}


def _points(check_in, viewer) -> list[AgendaItem]:
    """What they talked about; while it is open, what they are to talk about."""
    if not check_in.is_open:
        return check_in.points
    known = AgendaItem.objects.visible_to(viewer).open().filter(employee=check_in.employee)
    return list(known.filter(manager=check_in.employee.manager).select_related("author"))
