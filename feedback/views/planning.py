"""When they talk: move one, skip it, set how often."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from drafts.desk import drafted, sending
from feedback import audience, listing, row, rules, services
from feedback.forms import CadenceForm, MoveForm, ScheduleForm, SkipForm
from feedback.models import CheckIn
from feedback.views.common import GET_OR_POST, came_from, check_ins, typed
from org.models import Employee, Organization


@GET_OR_POST
def move(request, pk):
    check_in = get_object_or_404(check_ins(request.user), pk=pk)
    if not check_in.is_open:
        messages.info(request, _("This check-in was logged or skipped already; nothing was moved."))
        return redirect(check_in)
    if not rules.can_move(request.user, check_in):
        raise PermissionDenied
    form = MoveForm(typed(request), initial={"day": check_in.due_on})
    if request.method == "POST" and form.is_valid():
        try:
            services.move(check_in, by=request.user, day=form.cleaned_data["day"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _moved(request, check_in, form.cleaned_data["day"])
    other = listing.other(check_in, request.user)
    context = {"form": form, "check_in": check_in, "other": other, "days": listing.free_days(check_in)}
    return render(request, "feedback/move.html", context, status=422 if request.method == "POST" else 200)


def _moved(request, check_in, day):
    words = _("Moved to %(day)s. %(name)s is told.")
    named = {"day": date_format(day, "l j F"), "name": listing.other(check_in, request.user)}
    messages.success(request, words % named)
    return redirect(came_from(request) or check_in)


@GET_OR_POST
@drafted("check-in:{pk}:skip")
def skip(request, pk):
    check_in = get_object_or_404(check_ins(request.user), pk=pk)
    if not rules.can_skip(request.user, check_in) and not rules.can_amend(request.user, check_in):
        raise PermissionDenied
    form = SkipForm(typed(request))
    request.draft.fill(form)
    in_row = row.of(request.user, row.asked(request.GET)) if "row" in request.GET else None
    if request.method == "POST" and form.is_valid():
        try:
            with sending(request):
                services.skip(check_in, by=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error("reason", error.messages)
        else:
            messages.success(request, _skipped(check_in))
            return redirect(in_row.path if in_row else came_from(request) or "feedback:index")
    who = audience.sentence(check_in, request.user, skipping=True)
    back = in_row.path_of("log", check_in) if in_row else ""
    context = {"form": form, "check_in": check_in, "audience": who, "back": back}
    return render(request, "feedback/skip.html", context, status=422 if request.method == "POST" else 200)


def _skipped(check_in) -> str:
    name = str(check_in.employee)
    following = CheckIn.objects.open().filter(employee=check_in.employee_id).first()
    if following is None:
        return _("Skipped. %(name)s is told.") % {"name": name}
    words = _("Skipped. %(name)s is told; the next one is on %(day)s.")
    return words % {"name": name, "day": date_format(following.due_on, "l j F")}


@GET_OR_POST
def schedule(request, pk):
    people = Employee.objects.visible_to(request.user).select_related("check_in_schedule", "location")
    employee = get_object_or_404(people, pk=pk)
    if not rules.can_schedule(request.user, employee):
        raise PermissionDenied
    planned = getattr(employee, "check_in_schedule", None)
    initial = {"next_on": planned.next_on if planned else request.user.today(), "cadence": employee.cadence}
    form = ScheduleForm(typed(request), initial=initial, organization=Organization.objects.current())
    if request.method == "POST" and form.is_valid():
        try:
            services.reschedule(employee, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            words = _("The next check-in with %(name)s is on %(day)s.")
            day = date_format(form.cleaned_data["next_on"], "l j F")
            messages.success(request, words % {"name": employee, "day": day})
            return redirect(came_from(request) or reverse("feedback:history", args=[employee.pk]))
    context = {"form": form, "employee": employee}
    return render(request, "feedback/schedule.html", context, status=422 if request.method == "POST" else 200)


@GET_OR_POST
def cadence(request):
    """How often one talks with all of one's reports, or with some of them."""
    organization = Organization.objects.current()
    reports = listing.reports_of(request.user)
    form = CadenceForm(typed(request), organization=organization, reports=reports)
    if request.method == "POST" and form.is_valid():
        ids = form.cleaned_data.pop("reports")
        chosen = [report for report in reports if report.pk in ids]
        try:
            services.change_cadence(chosen, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            words = ngettext(
                "Set for %(count)d person, who is told.", "Set for %(count)d people, who are told.", len(chosen)
            )
            messages.success(request, words % {"count": len(chosen)})
            return redirect("feedback:index")
    context = {"form": form, "reports": reports}
    return render(request, "feedback/cadence.html", context, status=422 if request.method == "POST" else 200)
