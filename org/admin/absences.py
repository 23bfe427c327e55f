from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from org import rules
from org.admin.base import HR, PARTNER, RoleAdmin
from org.models import Absence
from org.services import absences


class AbsenceForm(forms.ModelForm):
    viewer = None

    class Meta:
        model = Absence
        fields = ["employee", "starts_on", "ends_on"]

    def clean_employee(self):
        employee = self.cleaned_data["employee"]
        if not rules.is_hr_for(self.viewer, employee):
            raise forms.ValidationError(_("You do not act as HR for this person."))
        return employee


@admin.register(Absence)
class AbsenceAdmin(RoleAdmin):
    viewers = changers = adders = deleters = frozenset({HR, PARTNER})
    department_path = "employee__department"
    form = AbsenceForm
    list_display = ["employee", "starts_on", "ends_on"]
    list_select_related = ["employee"]
    list_filter = [("starts_on", admin.DateFieldListFilter)]
    search_fields = ["employee__search_text"]
    autocomplete_fields = ["employee"]
    ordering = ["-starts_on", "pk"]

    def person_of(self, record):
        return record.employee

    def save_model(self, request, obj, form, change):
        absences.save(obj, by=request.user)

    def delete_model(self, request, obj):
        absences.remove(obj, by=request.user)

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.viewer = request.user
        return form

    def get_actions(self, request):
        # One's own are not HR's to delete, and a list may hold them.
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions
