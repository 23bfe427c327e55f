from django import forms
from django.utils.translation import gettext_lazy as _

from inbox.models import MailPreference


class PreferencesForm(forms.Form):
    frequency = forms.ChoiceField(
        label=_("Reminders by mail"), choices=MailPreference.Frequency, widget=forms.RadioSelect
    )


class SnoozeForm(forms.Form):
    until = forms.DateField(
        label=_("Until"),
        widget=forms.DateInput(attrs={"type": "date", "class": "input short"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose a day."), "invalid": _("That is not a day. Write it like 2026-11-30.")},
    )
