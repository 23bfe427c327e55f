from django import forms
from django.contrib import admin
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import dates
from django.utils.translation import gettext_lazy as _

from org.admin.base import ADMINISTRATOR, HR, HistoryRoleAdmin
from org.models import Organization
from org.zones import zone_names


def zone_choices(empty: str = "") -> list[tuple[str, str]]:
    named = sorted(name for name in zone_names() if "/" in name and not name.startswith("Etc/"))
    blank = [("", empty)] if empty else []
    return [*blank, ("UTC", "UTC"), *((name, name.replace("_", " ")) for name in named)]


class OrganizationForm(forms.ModelForm):
    working_days = forms.TypedMultipleChoiceField(
        label=_("Working days"),
        coerce=int,
        choices=list(dates.WEEKDAYS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one working day.")},
    )
    fiscal_year_starts_in = forms.TypedChoiceField(
        label=_("First month of the fiscal year"), coerce=int, choices=list(dates.MONTHS.items())
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)

    class Meta:
        model = Organization
        fields = ["name", "fiscal_year_starts_in", "working_days", "time_zone", "cadence", "anonymity_threshold"]


@admin.register(Organization)
class OrganizationAdmin(HistoryRoleAdmin):
    """One row: the list leads straight to it."""

    viewers = changers = frozenset({HR, ADMINISTRATOR})
    form = OrganizationForm

    def changelist_view(self, request, extra_context=None):
        return redirect(reverse("admin:org_organization_change", args=[1]))

    def get_object(self, request, object_id, from_field=None):
        return Organization.objects.current() if object_id == "1" else None
