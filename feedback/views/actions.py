from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from drafts.desk import drafted, sending
from feedback import rules, services
from feedback.forms import DropForm, MoveActionForm
from feedback.models import ActionItem
from feedback.views.common import GET_OR_POST, tick, typed
from org.models import Employee


def _action(request, pk) -> ActionItem:
    rows = ActionItem.objects.visible_to(request.user).select_related("employee", "owner", "check_in__manager")
    action = get_object_or_404(rows, pk=pk)
    if not rules.can_finish(request.user, action):
        raise PermissionDenied
    return action


@GET_OR_POST
def finish_action(request, pk):
    """Tick off; with `again` take the tick off."""
    action = _action(request, pk)
    error = ""
    if request.method == "POST":
        error = tick(request, action, finish=services.finish_action, reopen=services.reopen_action)
        if not error:
            return redirect("feedback:index")
    context = {"action": action, "error": error}
    return render(request, "feedback/finish_action.html", context, status=422 if error else 200)


@GET_OR_POST
def move_action(request, pk):
    """To another day, or to the other of the two."""
    action = _action(request, pk)
    owners = Employee.objects.filter(pk__in=rules.action_owners(action)).order_by("last_name", "first_name", "pk")
    initial = {"due_on": action.due_on, "owner": action.owner_id}
    form = MoveActionForm(typed(request), initial=initial, owners=owners)
    if request.method == "POST" and form.is_valid():
        day, owner = form.cleaned_data["due_on"], form.cleaned_data["owner"]
        try:
            services.move_action(action, by=request.user, due_on=day, owner_id=owner)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Moved. It comes back in each check-in until it is done."))
            return redirect("feedback:index")
    context = {"action": action, "form": form}
    return render(request, "feedback/move_action.html", context, status=422 if request.method == "POST" else 200)


@GET_OR_POST
@drafted("action:{pk}:drop")
def drop_action(request, pk):
    action = _action(request, pk)
    form = DropForm(typed(request))
    request.draft.fill(form)
    if request.method == "POST" and form.is_valid():
        try:
            with sending(request):
                services.drop_action(action, by=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error("reason", error.messages)
        else:
            messages.success(request, _("Dropped. The reason stays with it."))
            return redirect("feedback:index")
    context = {"action": action, "form": form}
    return render(request, "feedback/drop_action.html", context, status=422 if request.method == "POST" else 200)
