"""When the two talk next, and how often."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.forms.fields import DayField
from org.models import Cadence, Employee, Organization


def cadence_choices(organization: Organization) -> list[tuple[str, str]]:
    default = Cadence(organization.cadence).label
    known = [(each.value, str(each.label)) for each in Cadence]
    return [("", _("As everyone: %(cadence)s") % {"cadence": default}), *known]


class MoveForm(forms.Form):
    day = DayField(label=gettext_lazy("New day"))


class ScheduleForm(forms.Form):
    next_on = DayField(label=gettext_lazy("Next check-in on"))
    cadence = forms.ChoiceField(label=gettext_lazy("How often you talk"), required=False)

    def __init__(self, *args, organization, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cadence"].choices = cadence_choices(organization)


class CadenceForm(forms.Form):
    """For several reports at once."""

    cadence = forms.ChoiceField(label=gettext_lazy("How often you talk"), required=False, widget=forms.RadioSelect)
    first_on = DayField(label=gettext_lazy("Next check-ins from"), required=False)
    spread = forms.BooleanField(
        label=gettext_lazy("Spread them over one cadence, so that not all are on the same day"), required=False
    )
    reports = forms.TypedMultipleChoiceField(
        label=gettext_lazy("With whom"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Choose at least one person."),
            "invalid_choice": gettext_lazy("One of them is not your report any more; look at the list again."),
        },
    )

    def __init__(self, data, *, organization: Organization, reports: list[Employee]):
        cadences = {report.cadence for report in reports}
        initial = {
            "cadence": cadences.pop() if len(cadences) == 1 else "",
            "reports": [report.pk for report in reports],
            "spread": True,
        }
        super().__init__(data, initial=initial)
        self.fields["cadence"].choices = cadence_choices(organization)
        self.fields["reports"].choices = [(report.pk, str(report)) for report in reports]
