"""Make and change an objective with its key results, on one page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from goals import listing, rules
from goals.forms import BLANK, KeyResultFormSet, ObjectiveForm, initial_of, refuse, row_of
from goals.models import Objective, Period
from goals.services import whole
from goals.views.common import answer, fetch, posted, whole_number
from org.models import Employee

ADDED = 3


def _wants_rows(request) -> bool:
    return "more" in request.POST


def _formset(request, data, rows, *, fixed=(), blank):
    if data is not None and _wants_rows(request):
        rows, blank = _typed_rows(data), ADDED
        data = None
    if data is not None:
        return KeyResultFormSet(data, initial=rows, prefix="kr", form_kwargs={"fixed_rows": fixed})
    return KeyResultFormSet(initial=[*rows, *[BLANK] * blank], prefix="kr", form_kwargs={"fixed_rows": fixed})


def _typed_rows(data) -> list[dict]:
    """The rows as typed, to be shown again with more below them."""
    names = ("id", "title", "unit", "currency", "baseline", "target", "weight", "owner", "due_on", "remove")
    total = min(int(data.get("kr-TOTAL_FORMS", 0) or 0), 30) if str(data.get("kr-TOTAL_FORMS", "0")).isdigit() else 0
    return [{name: data.get(f"kr-{row}-{name}", "") for name in names} for row in range(total)]


def _rows(formset, known) -> list[whole.Row]:
    rows = []
    for place, form in enumerate(formset.forms):
        if not form.has_changed():
            continue
        key_result = known.get(form.cleaned_data.get("id"))
        removed = form.cleaned_data.get("remove")
        if removed and key_result is None:
            continue
        rows.append(whole.Row(place, key_result, None if removed else form.values()))
    return rows


def _refuse(form, formset, error) -> None:
    row = getattr(error, "row", None)
    refuse(form if row is None else formset.forms[row], error)


def _suggested(user):
    return [user, *Employee.objects.filter(manager=user).present().by_name()[:50]]


def _page(request, form, formset, **context):
    invalid = form.is_bound and not (form.is_valid() and formset.is_valid())
    context |= {"form": form, "formset": formset, "suggested": _suggested(request.user)}
    return answer(request, "goals/edit.html", context, invalid=invalid)


@require_http_methods(["GET", "POST"])
def create(request):
    data = None if _wants_rows(request) else posted(request)
    form = ObjectiveForm(data, user=request.user, initial=_initial(request))
    formset = _formset(request, posted(request), [], blank=ADDED)
    parent = _parent(request)
    if request.method == "POST" and data is not None and form.is_valid() and formset.is_valid():
        try:
            made = whole.create_with_key_results(
                _rows(formset, {}), by=request.user, aligned_to=parent, **form.values()
            )
        except ValidationError as error:
            _refuse(form, formset, error)
        else:
            messages.success(request, _("Saved as a draft. Activate it when it is agreed."))
            return redirect(made)
    return _page(request, form, formset, parent=parent, objective=None)


def _initial(request) -> dict:
    if _wants_rows(request):
        return request.POST.dict()
    periods = list(Period.objects.all())
    wanted = request.GET.get("period", "")
    period = next((each for each in periods if str(each.pk) == wanted), None)
    return {
        "owner": request.user,
        "scope": Objective.Scope.INDIVIDUAL,
        "department": request.user.department_id,
        "period": period or listing.current_period(periods, timezone.localdate()),
    }


def _parent(request):
    """What the new objective is to be aligned to (`?parent=`), if the viewer may see it."""
    wanted = whole_number(request.POST.get("parent") or request.GET.get("parent"))
    return Objective.objects.visible_to(request.user).select_related("owner", "period").filter(pk=wanted).first()


@require_http_methods(["GET", "POST"])
def edit(request, pk):
    objective = fetch(request, pk)
    if not rules.can_edit(request.user, objective):
        raise PermissionDenied
    known = {each.pk: each for each in objective.key_results.select_related("owner").order_by("position", "pk")}
    data = None if _wants_rows(request) else posted(request)
    form = ObjectiveForm(
        data,
        user=request.user,
        objective=objective,
        initial=request.POST.dict() if _wants_rows(request) else initial_of(objective),
    )
    formset = _formset(
        request, posted(request), [row_of(each) for each in known.values()], fixed=_fixed(known), blank=1
    )
    theirs = None
    if request.method == "POST" and data is not None and form.is_valid() and formset.is_valid():
        try:
            whole.edit_with_key_results(
                objective,
                _rows(formset, known),
                by=request.user,
                version=form.cleaned_data["version"] or 0,
                **form.values(),
            )
        except ValidationError as error:
            _refuse(form, formset, error)
            theirs = _theirs(form, objective, known) if getattr(error, "code", "") == "changed" else None
        else:
            messages.success(request, _("Saved."))
            return redirect(objective)
    return _page(request, form, formset, objective=objective, theirs=theirs, parent=None)


def _fixed(known) -> set[int]:
    """The places of the rows whose numbers change by a re-baseline only."""
    from_updates = {each.pk for each in known.values() if each.updates.exists()}
    return {place for place, pk in enumerate(known) if pk in from_updates}


def _theirs(form, objective, known):
    """What stands in the database now, to be shown beside what was typed; the next save is over this version."""
    form.data = form.data.copy()
    form.data["version"] = objective.version
    return {"objective": objective, "key_results": list(known.values())}
