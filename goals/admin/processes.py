from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from goals.models import Process
from org.admin.base import HR, PARTNER, HistoryRoleAdmin


class ProcessForm(forms.ModelForm):
    def clean_owner(self):
        owner = self.cleaned_data["owner"]
        if "owner" in self.changed_data and owner.is_leaver():
            raise forms.ValidationError(
                _("%(person)s has left. Choose somebody who works here."), params={"person": owner}, code="left"
            )
        return owner


@admin.register(Process)
class ProcessAdmin(HistoryRoleAdmin):
    form = ProcessForm
    viewers = frozenset({HR, PARTNER})
    changers = adders = deleters = frozenset({HR})
    list_display = ["name", "owner", "department", "ended_on"]
    list_select_related = ["owner", "department"]
    search_fields = ["name"]
    autocomplete_fields = ["owner", "department"]
