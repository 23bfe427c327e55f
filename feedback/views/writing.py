from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from drafts.desk import drafted, sending
from feedback import audience, conversation, listing, rules, services
from feedback.forms import PrepareForms, ScheduleForm, SkipForm
from feedback.views.common import check_ins, not_yours, typed
from org.models import Employee, Organization

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@GET_OR_POST
@drafted("check-in:{pk}:prepare")
def prepare(request, pk):
    check_in = check_ins(request.user).filter(pk=pk).first()
    if check_in is None:
        return not_yours(request)
    if not (rules.can_prepare(request.user, check_in) or rules.can_supplement(request.user, check_in)):
        raise PermissionDenied
    if (data := typed(request)) is None and request.draft.data is None and not check_in.is_open:
        return redirect(check_in)
    organization = Organization.objects.current()
    key_results = conversation.key_results_of(request.user, viewer=request.user, organization=organization)
    note = services.note_of(check_in, request.user)
    forms = PrepareForms(data, check_in=check_in, note=note, key_results=key_results, draft=request.draft.data)
    if request.method == "POST" and forms.is_valid() and (done := _prepared(request, check_in, forms)):
        return done
    context = {
        "check_in": check_in,
        "forms": forms,
        "key_results": key_results,
        "actions": conversation.open_actions(request.user, viewer=request.user),
        "blockers": conversation.open_blockers(request.user, viewer=request.user),
        "last": conversation.last_held(request.user, before=check_in),
        "partner": listing.partner(check_in),
        "audience": audience.sentence(check_in, request.user),
    }
    return render(request, "feedback/prepare.html", context, status=422 if request.method == "POST" else 200)


def _prepared(request, check_in, forms):
    """The answer after it was saved; None where it was refused, with the reason on the forms."""
    try:
        with sending(request):
            check_in = services.prepare(check_in, by=request.user, part=forms.preparation())
    except services.ChangedError as error:
        forms.show_conflict(error.check_in, services.note_of(check_in, request.user))
        forms.main.add_error(None, _too_late(error.check_in))
        return None
    except ValidationError as error:
        forms.main.add_error(None, error.messages)
        return None
    messages.success(request, _("Shared with %(name)s.") % {"name": listing.partner(check_in)})
    return redirect(check_in)


def _too_late(check_in) -> str:
    if check_in.is_open:
        return _("You wrote here in another window meanwhile. Both texts are below; choose what stays.")
    return _(
        "%(name)s logged or skipped this check-in while you wrote. What you typed is below. "
        "Save it once more to add it; %(name)s reads it there."
    ) % {"name": check_in.manager}


@GET_OR_POST
@drafted("check-in:{pk}:skip")
def skip(request, pk):
    check_in = check_ins(request.user).filter(pk=pk).first()
    if check_in is None:
        return not_yours(request)
    if not rules.can_skip(request.user, check_in) and not rules.can_amend(request.user, check_in):
        raise PermissionDenied
    form = SkipForm(typed(request))
    request.draft.fill(form)
    if request.method == "POST" and form.is_valid():
        try:
            with sending(request):
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
