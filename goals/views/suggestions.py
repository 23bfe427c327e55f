"""Suggest edits of a draft; take them, decline them, or withdraw one's own."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from drafts.desk import drafted, sending
from goals import rules
from goals.forms import AnswerForm, SuggestForm, SuggestFormSet, refuse, row_of, suggestible
from goals.models import Suggestion
from goals.services import suggestions
from goals.views.common import RELATED, answer, fetch, gone_already, posted, sent_form, went_already, whole_number
from goals.views.drafting import dressed, readers


@require_http_methods(["GET", "POST"])
@drafted("objective:{pk}:suggest")
def suggest(request, pk):
    objective = fetch(request, pk)
    if not rules.can_suggest(request.user, objective):
        raise PermissionDenied
    known = {each.pk: each for each in objective.key_results.select_related("owner").order_by("position", "pk")}
    form = SuggestForm(posted(request), initial=suggestible(objective))
    formset = _formset(request, known)
    request.draft.fill(form, *formset.forms)
    if request.method == "POST" and form.is_valid() and formset.is_valid():
        try:
            facts = form.values() | {"by": request.user, "wishes": _wishes(formset, known)}
            with sending(request):
                suggestions.suggest(objective, form=sent_form(request), **facts)
        except ValidationError as error:
            _refuse(error, form, formset)
        else:
            messages.success(request, _("Suggested to %(name)s, who takes or declines it.") % {"name": objective.owner})
            return redirect(objective)
    theirs = _theirs(form, objective, known) if getattr(form, "was_changed", False) else None
    context = {"objective": objective, "form": form, "formset": formset, "theirs": theirs}
    context["readers"] = readers(objective, request.user, [request.user])
    return answer(request, "goals/suggest.html", context, invalid=bool(form.errors) or not _is_fine(formset))


def _formset(request, known):
    data = posted(request)
    typed = data if data is not None else request.draft.data
    return SuggestFormSet(data, prefix="kr", initial=_initial(typed, known))


def _initial(data, known) -> list[dict]:
    """By the ids that were sent, so that each typed row meets its key result; to begin with all, and a blank one."""
    if data is None:
        return [*map(row_of, known.values()), {}]
    total = min(whole_number(data.get("kr-TOTAL_FORMS")) or 0, SuggestFormSet.max_num)
    ids = [whole_number(data.get(f"kr-{place}-id")) for place in range(total)]
    return [row_of(known[pk]) if pk in known else {} for pk in ids]


def _wishes(formset, known) -> list[suggestions.Wish]:
    changed = [(place, form) for place, form in enumerate(formset.forms) if form.has_changed()]
    return [
        suggestions.Wish(place, known.get(form.cleaned_data.get("id")), form.cleaned_data) for place, form in changed
    ]


def _refuse(error, form, formset) -> None:
    row = getattr(error, "row", None)
    refuse(form if row is None else formset.forms[row], error)
    form.was_changed = getattr(error, "code", "") == "changed"


def _is_fine(formset) -> bool:
    return not formset.is_bound or formset.is_valid()


def _theirs(form, objective, known):
    form.data = form.data.copy()
    form.data["version"] = objective.version
    return {"objective": objective, "key_results": list(known.values())}


def _visible(request):
    related = ("author", *(f"objective__{name}" for name in RELATED))
    return Suggestion.objects.visible_to(request.user).select_related(*related)


def _fetch(request, pk) -> Suggestion:
    return get_object_or_404(_visible(request), pk=pk)


@require_http_methods(["GET", "POST"])
def suggestion(request, pk):
    """The differences; who may answer takes all of them, or those that are ticked."""
    found = _fetch(request, pk)
    may_answer = rules.can_answer(request.user, found)
    refusal = ""
    if request.method == "POST":
        if not may_answer:
            return went_already(request, found.objective, may=rules.acts_for(request.user, found.objective))
        try:
            taken = _take(request, found)
        except ValidationError as error:
            refusal = " ".join(error.messages)
        else:
            messages.success(request, _taken_words(taken))
            return redirect(taken.objective)
    dressed([found], found.objective)
    context = {
        "suggestion": found,
        "objective": found.objective,
        "may_answer": may_answer,
        "refusal": refusal,
        "ticked": {whole_number(text) for text in request.POST.getlist("edit")},
        "readers": readers(found.objective, request.user, [found.author]),
    }
    return answer(request, "goals/suggestion.html", context, invalid=bool(refusal))


def _take(request, found) -> Suggestion:
    version = whole_number(request.POST.get("version"))
    ids = None if "all" in request.POST else {whole_number(text) for text in request.POST.getlist("edit")} - {None}
    return suggestions.take(found, by=request.user, version=-1 if version is None else version, edits=ids)


def _taken_words(taken: Suggestion) -> str:
    if taken.state == Suggestion.State.OPEN:
        return _("Taken into the draft; the rest of the suggestion is still open.")
    return _("Taken into the draft. Submit it when it is as you want it.")


@require_http_methods(["GET", "POST"])
@drafted("suggestion:{pk}:decline")
def decline_suggestion(request, pk):
    found = _fetch(request, pk)
    if not rules.can_answer(request.user, found):
        return went_already(request, found.objective, may=rules.acts_for(request.user, found.objective))
    form = AnswerForm(posted(request))
    request.draft.fill(form)
    if request.method == "POST" and form.is_valid():
        try:
            with sending(request):
                suggestions.decline(found, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Declined; %(name)s reads why.") % {"name": found.author})
            return redirect(found.objective)
    context = {"suggestion": found, "objective": found.objective, "form": form}
    return answer(request, "goals/decline_suggestion.html", context, invalid=bool(form.errors))


@require_http_methods(["GET", "POST"])
def take_back(request, pk):
    found = _visible(request).filter(pk=pk).first()
    if found is None:
        return gone_already(request, _("This suggestion is gone already; nothing was changed."))
    if not rules.can_take_back(request.user, found):
        return went_already(request, found.objective, may=found.author_id == request.user.pk)
    refusal = ""
    if request.method == "POST":
        try:
            suggestions.take_back(found, by=request.user)
        except ValidationError as error:
            refusal = " ".join(error.messages)
        else:
            messages.success(request, _("Withdrawn; nothing of it stays."))
            return redirect(found.objective)
    context = {"suggestion": found, "objective": found.objective, "refusal": refusal}
    return answer(request, "goals/take_back.html", context, invalid=bool(refusal))
