from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.forms.fields import WordsField

REASON_LIMIT = 500


class SkipForm(forms.Form):
    reason = WordsField(
        label=_("Reason"),
        limit=REASON_LIMIT,
        rows=1,
        required=True,
        error_messages={"required": _("Say in a few words why it is skipped.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.is_bound:  # who goes through a row by keyboard types the reason at once
            self.fields["reason"].widget.attrs["autofocus"] = True


class DropForm(forms.Form):
    reason = WordsField(
        label=_("Reason"),
        limit=REASON_LIMIT,
        rows=1,
        required=True,
        error_messages={"required": _("Say why it is dropped.")},
    )
