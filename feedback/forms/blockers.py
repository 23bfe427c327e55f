from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.forms.fields import WordsField
from feedback.models import Blocker
from feedback.services import NewBlocker


class BlockerForm(forms.Form):
    """A new blocker: on a page of its own (`required`), or as a part of a check-in, where it may stay empty."""

    text = WordsField(label=_("What blocks"), rows=2, error_messages={"required": _("Say what blocks.")})
    help = forms.ChoiceField(
        label=_("What would help"), required=False, choices=[("", _("Choose, if you know")), *Blocker.Help.choices]
    )
    key_result = forms.TypedChoiceField(
        label=_("Which key result it keeps from moving"), required=False, coerce=int, empty_value=None
    )
    text_upward = WordsField(label=_("What may be shown one level up"), rows=2)

    def __init__(self, *args, key_results=(), required=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].required = required
        self.fields["key_result"].choices = [("", _("None in particular"))] + [
            (each.pk, each.title) for each in key_results
        ]

    def clean(self):
        cleaned = super().clean()
        filled = any(cleaned.get(name) for name in ("help", "key_result", "text_upward"))
        if filled and not cleaned.get("text") and "text" not in self.errors:
            self.add_error("text", _("Say what blocks, or leave the other fields empty as well."))
        return cleaned

    def new_blocker(self) -> NewBlocker | None:
        if not self.cleaned_data["text"]:
            return None
        return NewBlocker(
            text=self.cleaned_data["text"],
            help=self.cleaned_data["help"],
            key_result_id=self.cleaned_data["key_result"],
            text_upward=self.cleaned_data["text_upward"],
        )


class HelpForm(forms.Form):
    text = WordsField(
        label=_("What was done about it"), required=True, error_messages={"required": _("Say what was done about it.")}
    )


class AcknowledgeForm(forms.Form):
    text = WordsField(label=_("What you will do, or have done"), rows=2)
