from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from feedback import audience, conversation, listing, rules
from feedback.models import ActionItem, Blocker, CheckIn
from feedback.services import note_of
from feedback.views.common import check_ins
from org.lines import is_in_line
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
    found = get_object_or_404(check_ins(request.user), pk=pk)
    viewer = request.user
    context = {
        "check_in": found,
        "other": found.employee if viewer.pk != found.employee_id else listing.partner(found),
        "updates": conversation.updates_in(found, viewer=viewer),
        "agreed": listing.agreed_in(found, viewer),
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
    return render(request, "feedback/check_in.html", context)


@require_safe
def history(request, pk):
    """Of one employee: with the words for who may read them, with the dates alone for the line above."""
    employee = get_object_or_404(
        Employee.objects.visible_to(request.user).select_related("manager", "check_in_schedule"), pk=pk
    )
    viewer = request.user
    in_line = viewer.pk == employee.pk or is_in_line(employee, viewer)
    readable = check_ins(viewer).filter(employee=employee)
    if not in_line and not readable.exists():
        raise Http404
    known = CheckIn.objects.filter(employee=employee).select_related("employee__manager", "manager")
    known = known if in_line else known.filter(pk__in=readable.order_by().values("pk"))
    page = Paginator(known.order_by("-due_on", "-pk"), PAGE).get_page(request.GET.get("page"))
    readable_ids = set(readable.filter(pk__in=[each.pk for each in page]).order_by().values_list("pk", flat=True))
    organization = Organization.objects.current()
    listing.dress(page, readable_ids, organization, viewer.today())
    context = {
        "employee": employee,
        "page": page,
        "can_schedule": rules.can_schedule(viewer, employee),
        "reads_words": bool(readable_ids) or viewer.pk in (employee.pk, employee.manager_id),
        "cadence": listing.cadence_label(employee, organization),
    }
    return render(request, "feedback/history.html", context)
