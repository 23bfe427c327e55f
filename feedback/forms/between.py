"""The forms used between the meetings: a point, a private note, a question, another day for an action."""

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.forms.fields import DayField, WordsField
from feedback.models.agenda_item import POINT_LIMIT
from feedback.models.question import QUESTION_LIMIT


class PointForm(forms.Form):
    """`reader` is who the page says will read it; `version` the point's when it was shown."""

    text = WordsField(
        label=_("What do you want to talk about?"),
        limit=POINT_LIMIT,
        rows=2,
        required=True,
        error_messages={"required": _("Say what you want to talk about.")},
    )
    reader = forms.IntegerField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class NoteForm(forms.Form):
    text = WordsField(
        label=_("Private note"),
        rows=4,
        required=True,
        error_messages={"required": _("Write the note first.")},
    )
    noted_on = DayField(label=_("Day"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class QuestionForm(forms.Form):
    text = WordsField(
        label=_("Question"),
        limit=QUESTION_LIMIT,
        rows=2,
        required=True,
        error_messages={"required": _("Write the question.")},
    )


class MoveActionForm(forms.Form):
    due_on = DayField(label=_("By when"))
    owner = forms.TypedChoiceField(label=_("Who"), coerce=int)

    def __init__(self, *args, owners, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [(person.pk, person.get_full_name()) for person in owners]


class ShareUpwardForm(forms.Form):
    text_upward = WordsField(label=_("What may be shown one level up"), rows=3)


class PastForm(forms.Form):
    """Which check-ins of a history: with these words, from and to a day. What is no day is not a filter."""

    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("To"), required=False)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("since") and cleaned.get("until") and cleaned["since"] > cleaned["until"]:
            self.add_error("until", _("That is before the first day."))
        return cleaned
