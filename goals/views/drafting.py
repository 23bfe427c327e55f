"""What a page says of a draft: how far it is agreed, what was suggested, and how it could be worded better."""

from datetime import date

from django.db.models import Exists, OuterRef
from django.utils import formats, timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from goals import agreement, rules, wording
from goals.models import DraftStep, KeyResult, Objective, Period, Suggestion
from goals.services import suggestions
from goals.views.common import whole_number
from goals.words_changed import pieces
from org import audience

STEP_WORDS = {
    DraftStep.Kind.SUBMITTED: gettext_lazy("%(name)s submitted it"),
    DraftStep.Kind.WITHDRAWN: gettext_lazy("%(name)s withdrew it"),
    DraftStep.Kind.RETURNED: gettext_lazy("%(name)s returned it"),
    DraftStep.Kind.AGREED: gettext_lazy("%(name)s agreed"),
}
FIELD_WORDS = {
    "title": gettext_lazy("Title"),
    "description": gettext_lazy("What it is about"),
    "baseline": gettext_lazy("From"),
    "target": gettext_lazy("Target"),
    "weight": gettext_lazy("Weight"),
}


def draft_of(objective: Objective, viewer, key_results) -> dict:
    """For the page of an objective; `draft` is None where it is none. Four queries at most."""
    if objective.state != Objective.State.DRAFT:
        return {"draft": None}
    may_suggest = rules.can_suggest(viewer, objective)
    may_act = rules.acts_for(viewer, objective)
    steps = _steps(objective, viewer)
    found = list(
        Suggestion.objects.visible_to(viewer).filter(objective=objective).select_related("author").order_by("pk")
    )
    is_for_two = agreement.is_for_two(objective)
    draft = {
        "is_for_two": is_for_two,
        "stage": agreement.stage_of(objective) if is_for_two else "",
        "manager": objective.owner.manager,
        "is_concerned": may_act or may_suggest or bool(steps or found),
        "entries": _entries(steps, found),
        "suggestions": dressed([each for each in found if each.state == Suggestion.State.OPEN], objective),
        "may_suggest": may_suggest,
        "advice": advice_on(objective, key_results) if may_act or may_suggest else [],
        "readers": readers(objective, viewer, [each.author for each in found]),
    }
    return {"draft": draft}


def _steps(objective: Objective, viewer) -> list[DraftStep]:
    """Those whose words the viewer may read; how far it is agreed follows from all, and is known with them."""
    seen = Exists(DraftStep.objects.visible_to(viewer).filter(pk=OuterRef("pk")).order_by())
    steps = list(objective.steps.annotate(seen=seen).select_related("by").order_by("-pk"))
    agreement.know_last(objective, steps[0] if steps else None)
    return [each for each in steps if each.seen]


def readers(objective: Objective, viewer, authors) -> str:
    """Who reads the words of steps and of what these authors suggested."""
    owner = objective.owner
    people = [owner, *([owner.manager] if owner.manager else []), *authors]
    return audience.sentence(people, viewer=viewer, hr=True)


def dressed(found: list[Suggestion], objective: Objective) -> list[Suggestion]:
    """Each with `rows`: its edits as differences from what stands in the draft now. One query."""
    by_pk = {each.pk: each for each in found}
    for each in found:
        each.objective, each.rows = objective, []
    if not by_pk:
        return found
    edits = suggestions.SuggestedEdit.objects.filter(suggestion__in=by_pk).select_related("key_result")
    for edit in edits.order_by("pk"):
        by_pk[edit.suggestion_id].rows.append(_row(edit, objective))
    return found


def _row(edit, objective) -> dict:
    now = suggestions.current_of(objective, edit)
    is_text = edit.field in ("title", "description")
    # An answered one shows what it would have changed then.
    before = edit.old if edit.is_taken else now
    return {
        "edit": edit,
        "field": FIELD_WORDS.get(edit.field, ""),
        "pieces": pieces(before, edit.new) if is_text else [],
        "now": before,
        "is_gone": suggestions.is_gone(edit),
        "is_changed": not edit.is_taken and not edit.is_new and now not in (edit.old, edit.new),
        "is_there": not edit.is_taken and not edit.is_new and now == edit.new,
        "added": _added(edit),
    }


def _added(edit) -> KeyResult | None:
    if not edit.is_new:
        return None
    values = {name: suggestions.value_of(name, text) for name, text in edit.values.items()}
    return KeyResult(**values)


def _entries(steps, found) -> list[dict]:
    """What happened, the newest first."""
    entries = [*map(_step_entry, steps), *map(_suggestion_entry, found)]
    return sorted(entries, key=lambda entry: entry["at"], reverse=True)


def _step_entry(step: DraftStep) -> dict:
    return {
        "at": step.at,
        "title": STEP_WORDS[DraftStep.Kind(step.kind)] % {"name": step.by.get_short_name()},
        "text": step.word,
        "meta": _day_words(step.at),
        "url": "",
    }


def _suggestion_entry(each: Suggestion) -> dict:
    return {
        "at": each.at,
        "title": _("%(name)s suggested edits") % {"name": each.author.get_short_name()},
        # What waits stands above with its word.
        "text": "" if each.state == Suggestion.State.OPEN else each.answer,
        "meta": f"{_day_words(each.at)} · {each.get_state_display()}",
        "url": each.get_absolute_url(),
    }


def _day_words(at) -> str:
    return formats.date_format(timezone.localtime(at), "j F")


def advice_on(objective: Objective, key_results) -> list[wording.Advice]:
    return wording.check(objective.title, wording.rows_of(key_results), objective.period, get_language() or "en")


def advice_on_typed(data) -> list[wording.Advice]:
    """On a form as it is being written."""
    total = min(whole_number(data.get("kr-TOTAL_FORMS")) or 0, 30)
    rows = [_typed_row(data, f"kr-{place}-") for place in range(total)]
    wanted = whole_number(data.get("period"))
    period = Period.objects.filter(pk=wanted).first() if wanted else None
    return wording.check(data.get("title", "")[:500], [row for row in rows if row], period, get_language() or "en")


def _typed_row(data, prefix) -> wording.Row | None:
    if data.get(f"{prefix}remove"):
        return None
    number = wording.number_or_none
    return wording.Row(
        data.get(f"{prefix}title", "")[:500],
        data.get(f"{prefix}unit") or KeyResult.Unit.NUMBER,
        number(data.get(f"{prefix}baseline")),
        number(data.get(f"{prefix}target")),
        number(data.get(f"{prefix}weight", "1")),
        _day(data.get(f"{prefix}due_on")),
    )


def _day(text):
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
