from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from feedback import audience, rules, services
from feedback.forms import ScheduleForm, SkipForm
from feedback.views.common import check_ins, not_yours, typed
from org.models import Employee, Organization

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@GET_OR_POST
def skip(request, pk):
    check_in = check_ins(request.user).filter(pk=pk).first()
    if check_in is None:
        return not_yours(request)
    if not rules.can_skip(request.user, check_in) and not rules.can_amend(request.user, check_in):
        raise PermissionDenied
    form = SkipForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.skip(check_in, by=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error("reason", error.messages)
        else:
            messages.success(request, _("Skipped. The next one is planned."))
            return redirect("feedback:index")
    who = audience.sentence(check_in, request.user, skipping=True)
    context = {"form": form, "check_in": check_in, "audience": who}
    return render(request, "feedback/skip.html", context, status=422 if request.method == "POST" else 200)


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
            messages.success(request, _("The next check-in with %(name)s is planned.") % {"name": employee})
            return redirect("feedback:history", employee.pk)
    context = {"form": form, "employee": employee}
    return render(request, "feedback/schedule.html", context, status=422 if request.method == "POST" else 200)


@GET_OR_POST
def open_to_manager(request, pk):
    """An earlier one: the employee lets the manager of today read it, or takes that back."""
    check_in = get_object_or_404(check_ins(request.user), pk=pk)
    if not rules.can_open_to_manager(request.user, check_in):
        raise PermissionDenied
    manager = check_in.employee.manager
    is_opened = check_in.opened_to_id == manager.pk
    if request.method == "POST":
        services.open_to_manager(check_in, by=request.user, is_open=request.POST.get("open") == "1")
        opened, closed = _("Opened to %(name)s."), _("%(name)s does not read it any more.")
        words = opened if request.POST.get("open") == "1" else closed
        messages.success(request, words % {"name": manager})
        return redirect(check_in)
    context = {"check_in": check_in, "manager": manager, "is_opened": is_opened}
    return render(request, "feedback/open_to_manager.html", context)
