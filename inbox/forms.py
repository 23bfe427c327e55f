from django import forms
from django.utils.translation import gettext_lazy as _

from inbox.models import MailPreference


class PreferencesForm(forms.Form):
    frequency = forms.ChoiceField(
        label=_("Reminders by mail"), choices=MailPreference.Frequency, widget=forms.RadioSelect
    )
