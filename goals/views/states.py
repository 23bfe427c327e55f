"""Activate, cancel and close."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from drafts.desk import drafted, sending
from goals import alignment, rules, services, states
from goals.forms import CloseForm, ReasonForm, refuse
from goals.models import Objective
from goals.views.common import answer, fetch, posted, went_already


@require_http_methods(["GET", "POST"])
def activate(request, pk):
    objective = fetch(request, pk)
    if not rules.can_activate(request.user, objective):
        return went_already(request, objective, may=rules.acts_for(request.user, objective))
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.activate(objective, by=request.user)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Active: it counts from now on, and updates are waited for."))
            return redirect(objective)
    context = {"objective": objective, "form": form, "key_results": objective.key_results.count()}
    return answer(request, "goals/activate.html", context, invalid=bool(form.errors))


@require_http_methods(["GET", "POST"])
@drafted("objective:{pk}:cancel")
def cancel(request, pk):
    objective = fetch(request, pk)
    if not rules.can_cancel(request.user, objective):
        return went_already(request, objective, may=rules.may_end(request.user, objective))
    form = ReasonForm(posted(request))
    request.draft.fill(form)
    if request.method == "POST" and form.is_valid():
        try:
            with sending(request):
                services.cancel(objective, by=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Cancelled: it stays to be read and counts nowhere."))
            return redirect(objective)
    context = {"objective": objective, "form": form, "open_below": _open_below(objective, request.user)}
    return answer(request, "goals/cancel.html", context, invalid=bool(form.errors))


@require_http_methods(["GET", "POST"])
@drafted("objective:{pk}:close")
def close(request, pk):
    objective = fetch(request, pk)
    if not rules.can_close(request.user, objective):
        return went_already(request, objective, may=rules.acts_for(request.user, objective))
    form = CloseForm(posted(request))
    request.draft.fill(form)
    if request.method == "POST" and form.is_valid():
        try:
            with sending(request):
                services.close(objective, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Closed, with its score and retrospective."))
            return redirect(objective)
    context = {"objective": objective, "form": form, "open_below": _open_below(objective, request.user)}
    return answer(request, "goals/close.html", context, invalid=bool(form.errors))


def _open_below(objective, viewer):
    """What still counts in it and is not closed, as far as the viewer may see: the first of them, and how many."""
    below = Objective.objects.visible_to(viewer).filter(
        aligned_to=objective, alignment=Objective.Alignment.ACCEPTED, state__in=states.OPEN
    )
    rows = below.select_related("owner", "period").order_by("title", "pk")
    return Paginator(rows, alignment.ALIGNED_SHOWN).page(1)
