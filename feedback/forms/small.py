from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.forms.fields import WordsField, date_input
from org.models import Cadence

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


class ScheduleForm(forms.Form):
    next_on = forms.DateField(label=_("Next check-in on"), widget=date_input())
    cadence = forms.ChoiceField(label=_("How often you talk"), required=False)

    def __init__(self, *args, organization, **kwargs):
        super().__init__(*args, **kwargs)
        default = Cadence(organization.cadence).label
        self.fields["cadence"].choices = [
            ("", _("As everyone: %(cadence)s") % {"cadence": default}),
            *Cadence.choices,
        ]
