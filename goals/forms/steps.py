"""The small forms: a reason, a weight, a score, a parent."""

from django import forms
from django.utils.translation import gettext_lazy as _

from goals.forms.fields import NumberField, ScoreField, TypedField


def reason_field(**options):
    return TypedField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2, "class": "input"}), **options
    )


class ReasonForm(forms.Form):
    reason = reason_field(required=False)


class WeightForm(forms.Form):
    weight = NumberField(label=_("Weight"), help_text=_("1 unless something else is agreed; 0 is shown, not counted."))
    reason = reason_field(required=False)

    def clean_weight(self):
        weight = self.cleaned_data["weight"]
        if weight < 0:
            raise forms.ValidationError(_("A weight is 0 or more."))
        return weight


class CloseForm(forms.Form):
    score = ScoreField(
        label=_("Score"),
        help_text=_("Your own word, from 0 to 1. What was measured stays beside it."),
        error_messages={"required": _("Write a score from 0 to 1.")},
    )
    retrospective = TypedField(
        label=_("Retrospective"),
        max_length=20_000,
        help_text=_("What helped, what got in the way, what to do differently."),
        error_messages={"required": _("Write a short retrospective: what helped, what to do differently.")},
        widget=forms.Textarea(attrs={"rows": 4, "class": "input"}),
    )


class AlignForm(forms.Form):
    """`parents` are those found; the choice is one of them, or nothing."""

    parent = forms.TypedChoiceField(
        label=_("Align to"),
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose the objective that it supports."),
            "invalid_choice": _("There is no such objective that you may see. Choose another."),
        },
    )

    def __init__(self, *args, parents, may_be_none=False, **options):
        super().__init__(*args, **options)
        self.parents = {each.pk: each for each in parents}
        none = [("0", _("Nothing: it counts in no other objective"))] if may_be_none else []
        self.fields["parent"].choices = [*none, *((str(each.pk), each.title) for each in parents)]

    def chosen(self):
        return self.parents.get(self.cleaned_data["parent"])


class SupportForm(forms.Form):
    """`others` are those found; the choice is one of them."""

    other = forms.TypedChoiceField(
        label=_("Supports"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose the objective that it supports."),
            "invalid_choice": _("There is no such objective that you may see. Choose another."),
        },
    )

    def __init__(self, *args, others, **options):
        super().__init__(*args, **options)
        self.others = {each.pk: each for each in others}
        self.fields["other"].choices = [(str(each.pk), each.title) for each in others]

    def chosen(self):
        return self.others[self.cleaned_data["other"]]
