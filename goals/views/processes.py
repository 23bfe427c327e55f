"""Processes: the list, the page of one, and the steps of whoever keeps it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from goals import listing, rules, standing
from goals import processes as shown
from goals.files import downloads
from goals.forms import refuse
from goals.forms.process import ProcessForm, initial_of
from goals.models import Objective, Period, Process
from goals.services import processes as services
from goals.views import decisions
from goals.views.common import answer, posted, whole_number
from org import leavers

PAGE = 25
OBJECTIVES = 50


@require_safe
def processes(request):
    viewer, today = request.user, request.user.today()
    periods = list(Period.objects.all())
    period = _period(request, periods)
    if ending := downloads.wanted(request):
        objectives = shown.of_processes(viewer, period, periods) if period else Objective.objects.none()
        return downloads.download(objectives, ending, "processes", period, viewer=viewer)
    ended = request.GET.get("ended") == "1"
    rows = Process.objects.visible_to(viewer).select_related("owner", "department")
    rows = rows.exclude(pk__in=Process.objects.running(today).values("pk")) if ended else rows.running(today)
    page = Paginator(rows.order_by("name", "pk"), PAGE).get_page(request.GET.get("page"))
    page.object_list = shown.dress(list(page.object_list), viewer, period, periods)
    context = {
        "page": page,
        "period": period,
        "periods": periods,
        "ended": ended,
        "without_owner": [] if ended else shown.without_owner(viewer, today),
        "may_add": rules.can_keep_processes(viewer),
    }
    return render(request, "goals/processes.html", context)


def _period(request, periods):
    wanted = whole_number(request.GET.get("period"))
    chosen = next((period for period in periods if period.pk == wanted), None)
    return chosen or listing.current_period(periods, timezone.localdate())


def _fetch(request, pk) -> Process:
    visible = Process.objects.visible_to(request.user).select_related("owner__department", "department")
    return get_object_or_404(visible, pk=pk)


@require_safe
def process(request, pk):
    found = _fetch(request, pk)
    objectives = shown.of_processes(request.user).filter(process=found)
    if ending := downloads.wanted(request):
        return downloads.download(objectives, ending, found, viewer=request.user)
    page = Paginator(objectives, OBJECTIVES).get_page(request.GET.get("page"))
    page.object_list = standing.dress(list(page.object_list), viewer=request.user)
    may_keep = rules.can_keep_process(request.user, found.department)
    context = {
        "process": found,
        "page": page,
        "has_ended": found.has_ended(request.user.today()),
        "is_without_owner": found.owner_id in leavers.who_left([found.owner]),
        "keepers": list(shown.keepers_of(found)),
        "may_keep": may_keep,
        "may_set": rules.can_create(request.user, Objective.Scope.PROCESS, process=found),
    }
    return render(request, "goals/process.html", context)


@require_http_methods(["GET", "POST"])
def create_process(request):
    if not rules.can_keep_processes(request.user):
        raise PermissionDenied
    form = ProcessForm(posted(request), user=request.user, initial={"department": request.user.department_id})
    if made := _save(request, form, lambda: services.create_process(by=request.user, **form.cleaned_data)):
        messages.success(request, _("The process is there; its owner can set objectives for it."))
        return redirect(made)
    return _form_page(request, form, None)


@require_http_methods(["GET", "POST"])
def edit_process(request, pk):
    found = _fetch(request, pk)
    if not rules.can_keep_process(request.user, found.department):
        raise PermissionDenied
    form = ProcessForm(posted(request), user=request.user, initial=initial_of(found))
    if _save(request, form, lambda: services.edit_process(found, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect(found)
    return _form_page(request, form, found)


def _save(request, form, save) -> Process | None:
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return save()
    except ValidationError as error:
        refuse(form, error)
        return None


def _form_page(request, form, found):
    context = {"form": form, "process": found, "suggested": decisions.team_of(request.user)}
    return answer(request, "goals/edit_process.html", context, invalid=bool(form.errors))


@require_http_methods(["GET", "POST"])
def end_process(request, pk):
    """Ends it, or takes it up again."""
    found = _fetch(request, pk)
    if not rules.can_keep_process(request.user, found.department):
        raise PermissionDenied
    today = request.user.today()
    has_ended = found.has_ended(today)
    if request.method == "POST":
        if request.POST.get("step") == "resume":
            services.resume_process(found, by=request.user)
            messages.success(request, _("It runs again and takes new objectives."))
        else:
            services.end_process(found, by=request.user, day=today)
            messages.success(request, _("Ended: what it has stays, and it takes no new objectives."))
        return redirect(found)
    return render(request, "goals/end_process.html", {"process": found, "has_ended": has_ended})
