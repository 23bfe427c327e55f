from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from goals import numbers
from goals.forms.fields import NumberField, PersonField, TypedField, label_of
from goals.models import KeyResult
from org.forms import DayField

FIELDS = ("title", "unit", "currency", "baseline", "target", "weight", "owner", "due_on")
DEFINITION = ("unit", "currency", "baseline", "target", "weight", "due_on")
ROW_NAMES = ("id", *FIELDS, "remove")
ROWS_AT_MOST = 30


def day_field(**options):
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "input"})
    return DayField(widget=widget, required=False, **options)


class KeyResultForm(forms.Form):
    """What a key result is. Left blank, a row of the list is no key result."""

    id = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    title = TypedField(
        label=_("Key result"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "input"}),
        error_messages={"required": _("Write what is measured.")},
    )
    unit = forms.ChoiceField(
        label=_("Unit"),
        choices=KeyResult.Unit.choices,
        initial=KeyResult.Unit.NUMBER,
        widget=forms.Select(attrs={"class": "input"}),
    )
    currency = TypedField(
        label=_("Currency"),
        required=False,
        max_length=3,
        widget=forms.TextInput(attrs={"class": "input", "placeholder": "EUR"}),
    )
    baseline = NumberField(label=_("From"), required=False)
    target = NumberField(label=_("Target"), required=False)
    weight = NumberField(label=_("Weight"), required=False, initial="1")
    owner = PersonField(label=_("Owner"), required=False)
    due_on = day_field(label=_("Due"))
    remove = forms.BooleanField(label=_("Remove"), required=False)

    def __init__(self, *args, fixed=False, locked=False, hint="", **options):
        """`fixed`: it has updates, so that its numbers change by a re-baseline only; `locked`: not at all; `hint`: what
        a template asks."""
        super().__init__(*args, **options)
        self.fixed, self.locked, self.hint = fixed, locked, hint
        for name in ("baseline", "target"):
            self.fields[name].percent = self["unit"].value() == KeyResult.Unit.PERCENT
        if fixed:
            for name in (*DEFINITION, "remove"):
                self.fields[name].disabled = True

    def has_changed(self):
        return any(name != "id" for name in self.changed_data)

    def clean(self):
        data = super().clean()
        if data.get("remove"):
            self._errors.clear()  # what goes need not be right
            return data
        if data.get("unit") == KeyResult.Unit.MILESTONE:
            data |= {"baseline": Decimal(0), "target": Decimal(1)}
            self._errors.pop("baseline", None)
            self._errors.pop("target", None)
        elif "baseline" in data and "target" in data:
            self._clean_numbers(data)
        if data.get("weight") is None and "weight" not in self.errors:
            data["weight"] = Decimal(1)
        if data.get("weight") is not None and data["weight"] < 0:
            self.add_error("weight", _("A weight is 0 or more."))
        return data

    def _clean_numbers(self, data):
        if data["target"] is None:
            self.add_error("target", _("Write the value to reach."))
        elif data["baseline"] is None:
            self.add_error("baseline", _("Write the value that it starts from."))
        elif data["baseline"] == data["target"]:
            self.add_error("target", _("Target and baseline are equal; then nothing could move. Change one of them."))

    def values(self) -> dict:
        return {name: self.cleaned_data.get(name) for name in FIELDS}


class BaseKeyResultFormSet(forms.BaseFormSet):
    """Rows of key results: those that exist, and blank ones. A row left as it was is left as it is."""

    def _construct_form(self, i, **kwargs):
        # Also where an empty row is shown again after "Add a row".
        form = super()._construct_form(i, **kwargs | {"empty_permitted": True})
        form.use_required_attribute = False
        return form

    def get_form_kwargs(self, index):
        kwargs = super().get_form_kwargs(index)
        fixed, hints = kwargs.pop("fixed_rows", ()), kwargs.pop("hints", [])
        if index is None:
            return kwargs
        return kwargs | {"fixed": index in fixed, "hint": hints[index] if index < len(hints) else ""}

    def clean(self):
        seen = set()
        for form in self.forms:
            title = (
                " ".join((form.cleaned_data.get("title") or "").split()).casefold()
                if hasattr(form, "cleaned_data")
                else ""
            )
            if title and title in seen and not form.cleaned_data.get("remove"):
                form.add_error("title", _("There is a key result of that title already."))
            seen.add(title)

    def written(self) -> list[KeyResultForm]:
        """The rows that say something new."""
        return [form for form in self.forms if form.has_changed()]


KeyResultFormSet = forms.formset_factory(
    KeyResultForm, formset=BaseKeyResultFormSet, extra=0, max_num=ROWS_AT_MOST, validate_max=True
)


def row_of(key_result: KeyResult) -> dict:
    """A key result as its row in the form shows it."""
    return {
        "id": key_result.pk,
        "title": key_result.title,
        "unit": key_result.unit,
        "currency": key_result.currency,
        "baseline": numbers.plain(key_result.baseline),
        "target": numbers.plain(key_result.target),
        "weight": numbers.plain(key_result.weight),
        "owner": label_of(key_result.owner) if key_result.owner else "",
        "due_on": key_result.due_on,
    }


class UpdateForm(forms.Form):
    """What a key result stands at."""

    value = NumberField(label=_("Value"), error_messages={"required": _("Write the value that it stands at.")})
    confidence = forms.TypedChoiceField(
        label=_("Confidence"),
        choices=[("", "–"), *((str(each), str(each)) for each in range(11))],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select(attrs={"class": "input"}),
    )
    day = day_field(label=_("Day"))
    comment = TypedField(
        label=_("Comment"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "input"}),
    )
    # The newest update when the form was shown: the same sent twice is known by it, and so is another's meanwhile.
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args, key_result, **options):
        super().__init__(*args, **options)
        self.key_result = key_result
        self.fields["value"].percent = key_result.unit == KeyResult.Unit.PERCENT
        if key_result.is_milestone:
            self.fields["value"] = forms.TypedChoiceField(
                label=_("State"),
                choices=[("0", _("not done")), ("1", _("done"))],
                coerce=Decimal,
                widget=forms.Select(attrs={"class": "input"}),
            )

    def begin_at_value(self, *, in_row: bool) -> None:
        """The writer begins at the value. In the place of a row it takes over the id, and so the focus, of the link."""
        attrs = self.fields["value"].widget.attrs
        if in_row:
            attrs["id"] = f"to-update-{self.key_result.pk}"
        elif not self.is_bound:
            attrs["autofocus"] = True


class RebaselineForm(forms.Form):
    """New numbers for a reason; what was stays beside."""

    baseline = NumberField(label=_("From"))
    target = NumberField(label=_("Target"))
    weight = NumberField(label=_("Weight"))
    due_on = day_field(label=_("Due"))
    reason = TypedField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "input"}),
        error_messages={"required": _("Say why it changes.")},
        help_text=_("It stays beside the old and the new numbers, for everyone who reads the objective."),
    )

    def __init__(self, *args, key_result, **options):
        super().__init__(*args, **options)
        for name in ("baseline", "target"):
            self.fields[name].percent = key_result.unit == KeyResult.Unit.PERCENT
        if key_result.is_milestone:
            del self.fields["baseline"], self.fields["target"]

    def clean(self):
        data = super().clean()
        if data.get("baseline") is not None and data.get("baseline") == data.get("target"):
            self.add_error("target", _("Target and baseline are equal; then nothing could move. Change one of them."))
        if data.get("weight") is not None and data["weight"] < 0:
            self.add_error("weight", _("A weight is 0 or more."))
        return data


class ProgressRowForm(UpdateForm):
    """One of several on a page: recorded where something new is said, or where "still so" is ticked."""

    confirmed = forms.BooleanField(label=_("Still so"), required=False)
    # What the page showed: a row that somebody else updated meanwhile, and in which nothing was typed, says nothing.
    was_value = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    was_confidence = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name in ("value", "confidence"):
            shown = self.data.get(self.add_prefix(f"was_{name}"))
            if shown is not None:
                self.initial[name] = shown
        if shown_value := self.initial.get("value"):
            words = _("Write a value, or put %(value)s back.") % {"value": shown_value}
            self.fields["value"].error_messages["required"] = words

    def has_changed(self):
        return any(name in ("value", "confidence", "comment", "confirmed") for name in self.changed_data)


class BulkRowForm(ProgressRowForm):
    """A row of the page for all: one day for all of them, and Enter sends from every field."""

    day = None

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["comment"].label = _("Note")
        self.fields["comment"].widget = forms.TextInput(attrs={"class": "input", "autocomplete": "off"})


class DayForm(forms.Form):
    """The day of which all the values speak."""

    day = day_field(label=_("Values as of"))

    def __init__(self, *args, today, **options):
        super().__init__(*args, initial={"day": today}, **options)
        self.today = today
        self.fields["day"].widget.attrs["max"] = today.isoformat()

    def clean_day(self):
        day = self.cleaned_data["day"] or self.today
        if day > self.today:
            raise forms.ValidationError(_("An update speaks of today or of a day before, not of the future."))
        return day


class StrikeForm(forms.Form):
    reason = TypedField(
        label=_("Reason"), required=False, max_length=500, widget=forms.TextInput(attrs={"class": "input"})
    )
