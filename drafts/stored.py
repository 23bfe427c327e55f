"""What a form would send if nothing were typed into it: a draft that says the same is none."""

from collections.abc import Iterable, Sequence

from django import forms
from django.http import QueryDict

from drafts.services import NOT_KEPT

Fields = dict[str, list[str]]


def of(all_forms: Iterable[forms.BaseForm]) -> Fields | None:
    """What stands in the fields that one sees, before a draft fills them; None where that cannot be told."""
    found: Fields = {}
    for form in all_forms:
        for name, field in form.fields.items():
            if field.widget.is_hidden or field.disabled:
                continue
            if isinstance(field.widget, forms.MultiWidget | forms.FileInput):
                return None
            # Not by `form[name]`: what that has shown once it keeps, and the draft is not in the form yet.
            if values := _values(field, form.get_initial_for_field(field, name)):
                found[form.add_prefix(name)] = values
    return found


def _values(field: forms.Field, initial) -> list[str]:
    value = field.prepare_value(initial)
    if isinstance(field.widget, forms.CheckboxInput):
        return ["on"] if field.widget.check_test(value) else []
    shown = field.widget.format_value(value)
    values = shown if isinstance(shown, list | tuple) else [shown]
    return [str(each) for each in values if each not in (None, "")]


def is_same(all_forms: Sequence[forms.BaseForm], sent: QueryDict) -> bool:
    """Whether what was sent is what stood there: nothing that one sees was changed, and nothing is sent beside it."""
    if any(_is_seen(form, name) for form in all_forms if form.is_bound for name in form.changed_data):
        return False
    known = {form.add_prefix(name) for form in all_forms for name in form.fields} | NOT_KEPT
    return not any(value.strip() for name in sent.keys() - known for value in sent.getlist(name))


def _is_seen(form: forms.BaseForm, name: str) -> bool:
    return not form.fields[name].widget.is_hidden
