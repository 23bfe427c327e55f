"""Make and change an objective with its key results, on one page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from drafts.desk import drafted, sending
from goals import agreement, listing, locks, rules
from goals.forms import ROW_NAMES, ROWS_AT_MOST, KeyResultFormSet, ObjectiveForm, initial_of, refuse, row_of
from goals.locks import Lock
from goals.models import Objective, Period, Process, ProgressUpdate
from goals.services import whole
from goals.views import patterns
from goals.views.common import answer, fetch, posted, say_readings, sent_form, whole_number
from goals.views.drafting import advice_on, advice_on_typed
from org.models import Employee

ADDED = 3


def _only_looks(request) -> bool:
    """The buttons "Add rows" and "Check the wording": everything typed comes back and nothing is written."""
    return "more" in request.POST or "check" in request.POST


def _typed_rows(data) -> list[dict]:
    total = whole_number(data.get("kr-TOTAL_FORMS")) or 0
    return [{name: data.get(f"kr-{row}-{name}", "") for name in ROW_NAMES} for row in range(min(total, ROWS_AT_MOST))]


def _formset(request, known, *, blank, pattern=(), locked=False):
    """The rows as the browser has them: those typed, else the key results `known` (by id), those of a template's
    `pattern`, and blank ones.

    Where their numbers are `locked` the page shows them without fields to write in; what was typed before the lock
    stays as it was typed, for the service to refuse it beside the row.
    """
    data = posted(request)
    begun = data if data is not None else request.draft.data
    typed = None if begun is None else _typed_rows(begun)
    ids = list(known) if typed is None else [whole_number(row["id"]) for row in typed]
    updated = set(ProgressUpdate.objects.filter(key_result__in=known).order_by().values_list("key_result", flat=True))
    fixed = {place for place, pk in enumerate(ids) if pk in updated}
    held = {place for place, pk in enumerate(ids) if locked and pk in known and f"kr-{place}-unit" not in (data or {})}
    options = {
        "prefix": "kr",
        "form_kwargs": {"fixed_rows": fixed | held, "locked": locked, "hints": [row["hint"] for row in pattern]},
    }
    rows = [row_of(known[pk]) if pk in known else {} for pk in ids]
    if typed is None:
        return KeyResultFormSet(initial=[*rows, *pattern, *[{}] * blank], **options)
    if data is None or _only_looks(request):
        added = ADDED if data is not None and "more" in request.POST else 0
        return KeyResultFormSet(initial=[*map(_with_fixed, typed, rows), *[{}] * added], **options)
    return KeyResultFormSet(data, initial=rows, **options)


def _with_fixed(typed: dict, row: dict) -> dict:
    """A browser does not send what it shows as fixed."""
    return row | {name: value for name, value in typed.items() if value or name not in row}


def _rows(formset, known) -> list[whole.Row]:
    rows = []
    for place, form in enumerate(formset.forms):
        if not form.has_changed():
            continue
        key_result = known.get(form.cleaned_data.get("id"))
        removed = form.cleaned_data.get("remove")
        if not removed or key_result is not None:
            rows.append(whole.Row(place, key_result, None if removed else form.values()))
    return rows


def _save(request, form, formset, save) -> Objective | None:
    """What `save` wrote; None where nothing was sent, or it was refused, which the forms then say."""
    if request.method != "POST" or _only_looks(request) or not (form.is_valid() and formset.is_valid()):
        return None
    try:
        with sending(request):
            return save()
    except ValidationError as error:
        row = getattr(error, "row", None)
        refuse(form if row is None else formset.forms[row], error)
        form.was_changed = getattr(error, "code", "") == "changed"
        return None


def _page(request, form, formset, **context):
    invalid = form.is_bound and not (form.is_valid() and formset.is_valid())
    suggested = [request.user, *Employee.objects.filter(manager=request.user).present().by_name()[:50]]
    context |= {"form": form, "formset": formset, "suggested": suggested, "advice": _advice(request, context)}
    context |= {"no_more": bool(context["objective"] and context["locked"])}
    return answer(request, "goals/edit.html", context, invalid=invalid)


def _advice(request, context):
    """On what was typed, else on what is there; None on a page that nobody wrote on yet."""
    if (data := posted(request)) is not None:
        return advice_on_typed(data)
    objective = context["objective"]
    return None if objective is None else advice_on(objective, context["known"])


def _form(request, initial, **options):
    if _only_looks(request):
        return ObjectiveForm(initial=request.POST.dict(), user=request.user, **options)
    form = ObjectiveForm(posted(request), initial=initial, user=request.user, **options)
    request.draft.fill(form)
    return form


def _place_of_new(request) -> str:
    """Each parent that one is to be aligned to has its own draft."""
    parent = whole_number(request.POST.get("parent") or request.GET.get("parent"))
    return f"objective:new:{parent}" if parent else "objective:new"


@require_http_methods(["GET", "POST"])
@drafted(_place_of_new)
def create(request):
    templates = patterns.offered(request.user)
    template = patterns.chosen(request, templates)
    form = _form(request, _initial(request) | (patterns.initial_of(template, request.user) if template else {}))
    pattern = patterns.rows_of(template) if template else []
    formset = _formset(request, {}, blank=1 if pattern else ADDED, pattern=pattern)
    parent = _parent(request)

    def save():
        facts = form.values() | {"by": request.user, "aligned_to": parent, "form": sent_form(request)}
        return whole.create_with_key_results(_rows(formset, {}), **facts)

    if made := _save(request, form, formset, save):
        messages.success(request, _("Saved as a draft."))
        say_readings(request, *formset.forms)
        return redirect(made)
    context = {"templates": templates, "template": template, "tail": _tail(request), "locked": _locked(_not_over())}
    return _page(request, form, formset, parent=parent, objective=None, theirs=None, known=[], **context)


def _tail(request) -> str:
    """What the links to the templates keep of the address."""
    kept = {name: request.GET[name] for name in ("period", "parent") if name in request.GET}
    return f"&{urlencode(kept)}" if kept else ""


def _initial(request) -> dict:
    periods = list(Period.objects.all())
    wanted = whole_number(request.GET.get("period"))
    period = next((each for each in periods if each.pk == wanted), None)
    return {
        "owner": request.user,
        "scope": Objective.Scope.INDIVIDUAL,
        "department": request.user.department_id,
        "period": period or listing.current_period(periods, timezone.localdate()),
    } | _about_process(request)


def _about_process(request) -> dict:
    """What the form begins with where the objective is to be about a process (`?process=`)."""
    wanted = whole_number(request.GET.get("process"))
    if wanted is None:
        return {}
    process = Process.objects.visible_to(request.user).running(request.user.today()).filter(pk=wanted).first()
    if process is None:
        return {}
    return {"scope": Objective.Scope.PROCESS, "process": process, "department": process.department_id}


def _parent(request):
    """What the new objective is to be aligned to (`?parent=`), if the viewer may see it."""
    wanted = whole_number(request.POST.get("parent") or request.GET.get("parent"))
    if wanted is None:
        return None
    return Objective.objects.visible_to(request.user).select_related("owner", "period").filter(pk=wanted).first()


@require_http_methods(["GET", "POST"])
@drafted("objective:{pk}:edit")
def edit(request, pk):
    objective = fetch(request, pk)
    if not rules.can_edit(request.user, objective):
        raise PermissionDenied
    known = {each.pk: each for each in objective.key_results.select_related("owner").order_by("position", "pk")}
    form = _form(request, initial_of(objective), objective=objective)
    locked = _locked([objective.period])
    formset = _formset(request, known, blank=0 if locked else 1, locked=bool(locked))

    def save():
        version = form.cleaned_data["version"] or 0
        facts = form.values() | {"by": request.user, "version": version, "form": sent_form(request)}
        return whole.edit_with_key_results(objective, _rows(formset, known), **facts)

    was_submitted = request.method == "POST" and agreement.allows(objective, "withdraw")
    if saved := _save(request, form, formset, save):
        messages.success(request, _saved_words(saved, was_submitted))
        say_readings(request, *formset.forms)
        return redirect(objective)
    theirs = _theirs(form, objective, known) if getattr(form, "was_changed", False) else None
    context = {"objective": objective, "theirs": theirs, "parent": None, "locked": locked}
    return _page(request, form, formset, known=list(known.values()), **context)


def _saved_words(saved: Objective, was_submitted: bool) -> str:
    fresh = Objective.objects.select_related("owner__manager").get(pk=saved.pk)
    if was_submitted and agreement.is_for_two(fresh) and agreement.stage_of(fresh) == agreement.Stage.LAPSED:
        return _("Saved. What you had submitted has lapsed; submit it again when it is ready.")
    return _("Saved.")


def _not_over():
    return Period.objects.filter(ends_on__gte=timezone.localdate())


def _locked(periods) -> list[str]:
    """Which of these periods take no new targets today, in sentences."""
    today = timezone.localdate()
    return [words for period in periods if (words := locks.sentence(period, Lock.DEFINITIONS, today))]


def _theirs(form, objective, known):
    """What stands in the database now, to be shown beside what was typed; the next save is over this version."""
    form.data = form.data.copy()
    form.data["version"] = objective.version
    return {"objective": objective, "key_results": list(known.values())}
