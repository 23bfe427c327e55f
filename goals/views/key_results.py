"""What a key result stands at, and what it means."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from drafts.desk import drafted, sending
from goals import rules, services
from goals.forms import RebaselineForm, StrikeForm, UpdateForm, refuse
from goals.models import KeyResult, Objective, ProgressUpdate
from goals.services import whole
from goals.views import rows
from goals.views.common import RELATED, answer, fetch, posted, say_readings
from goals.views.objective import key_results_of, page_of


def _key_result(request, pk) -> KeyResult:
    visible = Objective.objects.visible_to(request.user).values("pk")
    related = ("owner", "objective", *(f"objective__{name}" for name in RELATED))
    return get_object_or_404(KeyResult.objects.filter(objective__in=visible).select_related(*related), pk=pk)


@require_http_methods(["GET", "POST"])
@vary_on_headers("HX-Request")
@drafted("key-result:{pk}:update")
def update(request, pk):
    key_result = _key_result(request, pk)
    if not rules.can_update(request.user, key_result):
        raise PermissionDenied
    newest = rows.newest_of([key_result]).get(key_result.pk, 0)
    form = UpdateForm(posted(request), key_result=key_result, initial=rows.initial_of(key_result, newest))
    request.draft.fill(form)
    if request.method == "POST" and form.is_valid():
        try:
            with sending(request):
                whole.record([rows.news_of(key_result, form.cleaned_data)], by=request.user)
        except whole.RowsRefusedError as refused:
            refuse(form, refused.rows[0])
            rows.see(form)
            key_result = _key_result(request, pk)
        else:
            return _updated(request, key_result, form)
    form.begin_at_value(in_row=bool(request.htmx))
    context = {"form": form, "key_result": key_result, "objective": key_result.objective}
    template = "goals/_update_row.html" if request.htmx else "goals/update.html"
    return answer(request, template, context, invalid=bool(form.errors))


def _updated(request, key_result, form):
    if not request.htmx:
        messages.success(request, _("Recorded."))
        say_readings(request, form)
        return redirect(key_result)
    context = page_of(request, fetch(request, key_result.objective_id))
    context["key_result"] = next(each for each in context["key_results"] if each.pk == key_result.pk)
    return render(request, "goals/_updated.html", context)


@require_http_methods(["GET", "POST"])
@drafted("objective:{pk}:progress")
def progress(request, pk):
    objective = fetch(request, pk)
    mine = [each for each in key_results_of(objective) if rules.can_update(request.user, each)]
    if not mine:
        raise PermissionDenied
    forms = rows.row_forms(request, mine)
    request.draft.fill(*forms)
    written = sum(form.is_bound for form in forms)
    if request.method == "POST" and rows.record(forms, by=request.user, within=sending(request)):
        messages.success(request, rows.recorded(written))
        say_readings(request, *forms)
        return redirect(objective)
    context = {"objective": objective, "forms": forms, "written": written}
    context["nothing"] = request.method == "POST" and not written
    return answer(request, "goals/progress.html", context, invalid=True)


@require_http_methods(["GET", "POST"])
@drafted("key-result:{pk}:re-baseline")
def rebaseline(request, pk):
    key_result = _key_result(request, pk)
    if not rules.can_rebaseline(request.user, key_result):
        raise PermissionDenied
    initial = {name: getattr(key_result, name) for name in ("baseline", "target", "weight", "due_on")}
    form = RebaselineForm(posted(request), key_result=key_result, initial=initial)
    request.draft.fill(form)
    if request.method == "POST" and form.is_valid():
        try:
            with sending(request):
                services.rebaseline(key_result, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Re-baselined; the old numbers stay in the history."))
            say_readings(request, form)
            return redirect(key_result)
    context = {"form": form, "key_result": key_result, "objective": key_result.objective}
    return answer(request, "goals/rebaseline.html", context, invalid=bool(form.errors))


@require_http_methods(["GET", "POST"])
@drafted("update:{pk}:strike")
def strike(request, pk):
    visible = Objective.objects.visible_to(request.user).values("pk")
    related = ("author", "strike", "key_result", *(f"key_result__objective__{name}" for name in RELATED))
    updates = ProgressUpdate.objects.filter(key_result__objective__in=visible).select_related(*related)
    entry = get_object_or_404(updates, pk=pk)
    if not rules.can_strike(request.user, entry):
        raise PermissionDenied
    form = StrikeForm(posted(request))
    request.draft.fill(form)
    if request.method == "POST" and form.is_valid():
        try:
            with sending(request):
                services.strike(entry, by=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Struck through: it stays to be read and counts no more."))
            return redirect(entry.key_result)
    context = {"form": form, "update": entry, "key_result": entry.key_result, "objective": entry.key_result.objective}
    return answer(request, "goals/strike.html", context, invalid=bool(form.errors))
