from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.forms.fields import DayField, WordsField
from insights.models.dismissal import REASON_LIMIT


class DismissForm(forms.Form):
    reason = WordsField(
        label=_("Why it needs nothing for now"),
        limit=REASON_LIMIT,
        required=True,
        error_messages={"required": _("Say why: whoever sees it here reads that.")},
    )
    until = DayField(label=_("Until"), error_messages={"required": _("Choose the last day of it.")})

    def __init__(self, *args, day, **kwargs):
        super().__init__(*args, **kwargs)
        self.day = day

    def clean_until(self):
        until = self.cleaned_data["until"]
        if until < self.day:
            raise forms.ValidationError(_("Choose a day from today on."))
        return until
