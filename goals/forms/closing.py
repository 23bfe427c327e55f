"""One objective on the page that closes a period."""

from django import forms
from django.utils.translation import gettext_lazy as _

from goals.forms.fields import ScoreField, TypedField
from goals.services.closing import Ending, Next

REASON_AT_MOST = 2000


class EndingForm(forms.Form):
    """What becomes of it, with the words that it needs. `why_not` says why it cannot be carried over; empty: it can."""

    next = forms.ChoiceField(
        label=_("What next?"), choices=Next.choices, required=False, initial=Next.OPEN, widget=forms.RadioSelect
    )
    score = ScoreField(label=_("Score"), required=False, help_text=_("From 0 to 1."))
    text = TypedField(
        label=_("Retrospective"),
        required=False,
        max_length=20_000,
        help_text=_("What helped, what got in the way, what to do differently. Where you cancel it: why."),
        widget=forms.Textarea(attrs={"rows": 2, "class": "input"}),
    )

    def __init__(self, *args, objective, why_not="", **options):
        super().__init__(*args, prefix=f"o{objective.pk}", use_required_attribute=False, **options)
        self.objective = objective
        if why_not:
            field = self.fields["next"]
            field.choices = [choice for choice in Next.choices if choice[0] != Next.CARRY]
            field.error_messages["invalid_choice"] = why_not

    def clean_next(self):
        return self.cleaned_data["next"] or Next.OPEN

    def clean(self):
        data = super().clean()
        if "next" not in data:
            return data
        if data["next"] == Next.OPEN:
            if data.get("score") is not None or data.get("text"):
                words = _("You wrote about it: choose what becomes of it, or clear what you wrote.")
                self.add_error("next", words)
        elif data["next"] == Next.CANCEL:
            self._check_cancel(data)
        else:
            self._check_close(data)
        return data

    def _check_close(self, data) -> None:
        if data.get("score") is None and "score" not in self.errors:
            self.add_error("score", _("Write a score from 0 to 1."))
        if not data.get("text") and "text" not in self.errors:
            self.add_error("text", _("Write a short retrospective: what helped, what to do differently."))

    def _check_cancel(self, data) -> None:
        if not data.get("text") and "text" not in self.errors:
            self.add_error("text", _("Say why it is cancelled."))
        elif len(data.get("text", "")) > REASON_AT_MOST:
            self.add_error("text", _("A reason has at most 2000 characters."))
        if data.get("score") is not None:
            self.add_error("score", _("What is cancelled has no score. Clear it, or close the objective."))

    @property
    def says_something(self) -> bool:
        """Whether anything was chosen or written for it."""
        chosen = self.data.get(self.add_prefix("next"), "") not in ("", Next.OPEN)
        return chosen or any(self.data.get(self.add_prefix(name), "").strip() for name in ("score", "text"))

    def ending(self) -> Ending | None:
        """None: it is left open."""
        data = self.cleaned_data
        if data["next"] == Next.OPEN:
            return None
        return Ending(self.objective, data["next"], data["text"], data["score"])
