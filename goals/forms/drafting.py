"""The forms of drafting: a word with a step, suggested edits, what to copy."""

from django import forms
from django.utils.translation import gettext_lazy as _

from goals.forms.fields import TypedField, key_field
from goals.forms.key_result import ROWS_AT_MOST, BaseKeyResultFormSet, KeyResultForm
from goals.models import Objective, Period


def word_field(label, *, required=False, **options):
    widget = forms.Textarea(attrs={"rows": 3, "class": "input"})
    return TypedField(label=label, required=required, max_length=2000, widget=widget, **options)


class StepForm(forms.Form):
    """A step speaks of the version that its page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class SubmitForm(StepForm):
    word = word_field(_("A word"), help_text=_("What your manager should look at first."))


class SendBackForm(StepForm):
    word = word_field(
        _("What should change"),
        required=True,
        error_messages={"required": _("Say in a few words what should change.")},
    )


class AnswerForm(forms.Form):
    answer = word_field(_("Why not"), required=True, error_messages={"required": _("Say in a few words why not.")})


class SuggestForm(forms.Form):
    """The words of an objective as somebody would have them."""

    title = TypedField(
        label=_("Title"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "input"}),
        error_messages={"required": _("Write a title: what will be true when it is reached.")},
    )
    description = TypedField(
        label=_("What it is about"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "input"}),
    )
    word = word_field(_("A word"), help_text=_("Why, in a sentence; it stands above the suggestion."))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    key = key_field()

    def values(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("title", "description", "word", "version")}


class SuggestRowForm(KeyResultForm):
    """A key result as somebody would have it; owner and due date stay with who keeps it."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name in ("owner", "due_on", "remove"):
            del self.fields[name]
        if self.initial.get("id"):
            self.fields["unit"].disabled = self.fields["currency"].disabled = True
            if self.initial.get("unit") == "milestone":
                self.fields["baseline"].disabled = self.fields["target"].disabled = True


SuggestFormSet = forms.formset_factory(
    SuggestRowForm, formset=BaseKeyResultFormSet, extra=0, max_num=ROWS_AT_MOST, validate_max=True
)


def suggestible(objective: Objective) -> dict:
    return {"title": objective.title, "description": objective.description, "version": objective.version}


class CopyPeriodsForm(forms.Form):
    """From where, and into which period, of those given."""

    source = forms.TypedChoiceField(label=_("From"), coerce=int)
    target = forms.TypedChoiceField(label=_("Into"), coerce=int)

    def __init__(self, *args, periods, **options):
        super().__init__(*args, **options)
        self.periods = {each.pk: each for each in periods}
        choices = [(str(each.pk), each.name) for each in periods]
        self.fields["source"].choices = self.fields["target"].choices = choices

    def clean(self):
        data = super().clean()
        if not self.errors and data["source"] == data["target"]:
            self.add_error("target", _("Choose two different periods."))
        return data

    def chosen(self) -> list[Period]:
        """The one to copy from, and the one to copy into."""
        return [self.periods[self.cleaned_data[name]] for name in ("source", "target")]
