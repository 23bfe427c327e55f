"""Key results as rows of a form that records several of them."""

from contextlib import nullcontext

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import ngettext

from goals import numbers
from goals.forms import ProgressRowForm, refuse
from goals.models import ProgressUpdate
from goals.services import whole
from goals.views.common import posted


def newest_of(key_results) -> dict[int, int]:
    """The newest update of each that has one; one query."""
    written = ProgressUpdate.objects.filter(key_result__in=key_results, strike=None).order_by("key_result")
    return dict(written.values_list("key_result").annotate(newest=Max("pk")))


def initial_of(key_result, newest: int) -> dict:
    value = numbers.plain(key_result.current)
    if key_result.is_milestone:
        value = "1" if key_result.current else "0"
    shown = {"value": value, "confidence": key_result.confidence}
    return {
        **shown,
        "was_value": value,
        "was_confidence": "" if key_result.confidence is None else str(key_result.confidence),
        "seen": newest,
        "day": timezone.localdate(),
    }


def news_of(key_result, data, day=None) -> whole.News:
    seen, day = data["seen"] or 0, day or data.get("day")
    return whole.News(key_result, seen, data["value"], data["confidence"], data["comment"], day)


def row_forms(request, key_results, form_class=ProgressRowForm) -> list[ProgressRowForm]:
    """A form for each. A row in which nothing was typed shows what stands there now, whatever was sent with it."""
    data = posted(request)
    newest = newest_of(key_results)
    found = []
    for each in key_results:
        options = {
            "key_result": each,
            "prefix": f"kr{each.pk}",
            "initial": initial_of(each, newest.get(each.pk, 0)),
            "empty_permitted": True,
            "use_required_attribute": False,
        }
        # One that came after the page was shown is not in what was sent.
        sent = data is not None and f"{options['prefix']}-value" in data
        form = form_class(data if sent else None, **options)
        found.append(form if sent and form.has_changed() else form_class(**options))
    return found


def record(forms, *, by, day=None, within=None) -> bool:
    """Records those that say something new, all or none; what is refused is said beside its row. `within` is a context
    for the write, such as the end of its draft."""
    written = [form for form in forms if form.is_bound]
    invalid = [form for form in written if not form.is_valid()]
    if invalid or not written:
        return False
    try:
        with within or nullcontext():
            whole.record([news_of(form.key_result, form.cleaned_data, day) for form in written], by=by)
    except whole.RowsRefusedError as refused:
        for place, error in refused.rows.items():
            refuse(written[place], error)
            see(written[place])
        return False
    return True


def see(form) -> None:
    """The next try has seen what was recorded meanwhile: it stands beside the form now."""
    form.data = form.data.copy()
    form.data[form.add_prefix("seen")] = newest_of([form.key_result]).get(form.key_result.pk, 0)


def recorded(count: int) -> str:
    return ngettext("%(count)d update recorded.", "%(count)d updates recorded.", count) % {"count": count}
