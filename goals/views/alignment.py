"""Align an objective, answer a proposal, and say how much it counts."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from drafts.desk import drafted, sending
from goals import alignment, rules, services
from goals.forms import AlignForm, ReasonForm, WeightForm, refuse
from goals.models import Objective
from goals.views.common import answer, fetch, posted, went_already, whole_number


@require_http_methods(["GET", "POST"])
def align(request, pk):
    objective = fetch(request, pk)
    if not rules.can_align(request.user, objective):
        raise PermissionDenied
    search = request.GET.get("q", "").replace("\0", " ")[:100]  # PostgreSQL takes no NUL
    parents = alignment.candidates(objective, request.user, search, chosen=whole_number(request.POST.get("parent")))
    form = AlignForm(posted(request), parents=parents, may_be_none=objective.aligned_to_id is not None)
    if request.method == "POST" and form.is_valid():
        try:
            aligned = services.align(objective, form.chosen(), by=request.user)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _said(aligned))
            return redirect(objective)
        # What did not fit makes room for what does.
        parents = alignment.candidates(objective, request.user, search)
    context = {"objective": objective, "form": form, "search": search, "parents": parents}
    if request.htmx and request.method == "GET":
        return render(request, "goals/_parents.html", context)
    return answer(request, "goals/align.html", context, invalid=bool(form.errors))


def _said(objective) -> str:
    if objective.aligned_to is None:
        return _("It is aligned to nothing now.")
    if objective.alignment == Objective.Alignment.ACCEPTED:
        return _("Aligned. It counts in “%(title)s” now.") % {"title": objective.aligned_to}
    return _("Proposed to %(name)s. It counts once accepted.") % {"name": objective.aligned_to.owner}


def _child(request, pk):
    """The objective with its parent, both visible to the viewer: who answers for one they may not see?"""
    objective = fetch(request, pk)
    parents = Objective.objects.visible_to(request.user)
    if objective.aligned_to_id is None or not parents.filter(pk=objective.aligned_to_id).exists():
        raise Http404
    return objective


@require_http_methods(["GET", "POST"])
@vary_on_headers("HX-Request")
def accept(request, pk):
    objective = _child(request, pk)
    if not rules.can_accept(request.user, objective):
        return went_already(request, objective, may=rules.answers_for_parent(request.user, objective))
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.accept(objective, by=request.user)
        except ValidationError as error:
            refuse(form, error)
        else:
            return _answered(request, objective, "accepted", _("Accepted: “%(title)s” counts from now on."))
    return _asked(request, objective, form, "goals/accept.html")


@require_http_methods(["GET", "POST"])
@vary_on_headers("HX-Request")
@drafted("objective:{pk}:decline")
def decline(request, pk):
    objective = _child(request, pk)
    if not rules.can_decline(request.user, objective):
        return went_already(request, objective, may=rules.answers_for_parent(request.user, objective))
    form = ReasonForm(posted(request))
    request.draft.fill(form)
    if request.method == "POST" and form.is_valid():
        try:
            with sending(request):
                services.decline(objective, by=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            refuse(form, error)
        else:
            return _answered(request, objective, "declined", _("Declined: “%(title)s” does not count here."))
    return _asked(request, objective, form, "goals/decline.html", is_declining=True)


def _in_list(request) -> bool:
    """Answered in the list of proposals: one stays there."""
    return "proposals" in (request.POST.get("from"), request.GET.get("from"))


def _answered(request, objective, answered: str, said: str):
    if _in_list(request) and request.htmx:
        return render(request, "goals/_proposal.html", {"objective": objective, "answered": answered})
    messages.success(request, said % {"title": objective})
    return redirect("goals:proposals") if _in_list(request) else redirect(objective.aligned_to)


def _asked(request, objective, form, template, *, is_declining: bool = False):
    context = {"objective": objective, "form": form, "in_list": _in_list(request), "is_declining": is_declining}
    if _in_list(request) and request.htmx:
        objective.proposed_on = None
        return answer(request, "goals/_proposal.html", context | {"answered": ""}, invalid=bool(form.errors))
    return answer(request, template, context, invalid=bool(form.errors))


@require_http_methods(["GET", "POST"])
@drafted("objective:{pk}:weight")
def weight(request, pk):
    objective = _child(request, pk)
    if not rules.can_weigh(request.user, objective):
        raise PermissionDenied
    form = WeightForm(posted(request), initial={"weight": objective.weight})
    request.draft.fill(form)
    if request.method == "POST" and form.is_valid():
        try:
            with sending(request):
                services.set_weight(objective, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Weight saved."))
            return redirect(objective.aligned_to)
    return answer(request, "goals/weight.html", {"objective": objective, "form": form}, invalid=bool(form.errors))
