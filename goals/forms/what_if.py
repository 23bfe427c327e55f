"""Values that some key results might have. Sent by GET, so that a thought can be shared; nothing is saved."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from goals import numbers
from goals.forms.fields import NumberField, as_typed
from goals.models import KeyResult

# How fine the slider is.
STEPS = 100


class WhatIfForm(forms.Form):
    """A field `v<id>` for each of `key_results`; what was not sent is as it stands."""

    def __init__(self, sent, *, key_results: list[KeyResult]):
        self.key_results = key_results
        data = {}
        for each in key_results:
            now = each.current or Decimal(0) if each.is_milestone else each.current
            data[name_of(each)] = sent.get(name_of(each), _text(each, now))
        super().__init__(data)
        for each in key_results:
            self.fields[name_of(each)] = _field(each)

    def rows(self) -> list[dict]:
        return [
            {"key_result": each, "field": self[name_of(each)], "slider": _slider(each, self[name_of(each)].value())}
            for each in self.key_results
        ]

    def moved(self) -> dict[KeyResult, Decimal]:
        """What was said to stand elsewhere than it does, of those whose value is a number."""
        found = {}
        for each in self.key_results:
            value = self.cleaned_data.get(name_of(each))
            if each.is_milestone:
                value = Decimal(bool(value))
            now = each.current or Decimal(0) if each.is_milestone else each.current
            if value is not None and value != now:
                found[each] = value
        return found


def name_of(key_result: KeyResult) -> str:
    return f"v{key_result.pk}"


def _text(key_result: KeyResult, value: Decimal | None) -> str:
    if key_result.is_milestone:
        return "true" if value else "false"
    return numbers.plain(value)


def _field(key_result: KeyResult) -> forms.Field:
    if key_result.is_milestone:
        widget = forms.CheckboxInput(attrs={"value": "true"}, check_test=lambda value: value in (True, "true"))
        return forms.BooleanField(label=key_result.title, required=False, widget=widget)
    percent = key_result.unit == KeyResult.Unit.PERCENT
    return NumberField(label=key_result.title, required=False, percent=percent)


def _slider(key_result: KeyResult, text) -> dict | None:
    """From the baseline, on the left, to the target; wider where it stands outside."""
    if key_result.is_milestone:
        return None
    ends = [key_result.baseline, key_result.target, *([] if key_result.current is None else [key_result.current])]
    low, high = min(ends), max(ends)
    try:
        value = as_typed(text, percent=True, shown=numbers.plain(key_result.current)) if text else None
    except ValidationError:
        value = None
    at = key_result.baseline if value is None else min(high, max(low, value))
    step = Decimal(1).scaleb(((high - low) / STEPS).adjusted())
    # A falling target is on the right too: the slider then counts in negative numbers.
    falls = key_result.target < key_result.baseline
    low, high, place = (-high, -low, -at) if falls else (low, high, at)
    return {
        "low": numbers.plain(low),
        "high": numbers.plain(high),
        "step": numbers.plain(max(step, Decimal("1e-9"))),
        "place": numbers.plain(place),
        "at": numbers.plain(at),
        "falls": falls,
    }
