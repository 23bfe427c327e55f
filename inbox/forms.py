from django import forms
from django.utils.translation import gettext_lazy as _

from inbox.models import MailPreference
from org.forms import DayField, language_choices, zone_choices
from org.models import Employee


class PreferencesForm(forms.Form):
    frequency = forms.ChoiceField(
        label=_("Reminders by mail"),
        choices=MailPreference.Frequency,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose daily, weekly or never.")},
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        error_messages={"invalid_choice": _("“%(value)s” is no time zone any more. Choose another one.")},
    )
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, *args, person: Employee, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = zone_choices(person)
        self.fields["language"].choices = language_choices()


class SnoozeForm(forms.Form):
    until = DayField(label=_("Until"))
