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


class DropForm(forms.Form):
    reason = WordsField(
        label=_("Reason"),
        limit=REASON_LIMIT,
        rows=1,
        required=True,
        error_messages={"required": _("Say why it is dropped.")},
    )
