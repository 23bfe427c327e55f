from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.db.models import Count
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from org.admin.base import HR, PARTNER, HistoryRoleAdmin
from org.locks import lock_structure
from org.models import Department
from org.services import departments


class DepartmentForm(forms.ModelForm):
    class Meta:
        model = Department
        fields = ["name", "parent"]

    def clean(self):
        cleaned = super().clean()
        departments.refuse_loop(self.instance, cleaned.get("parent"))
        return cleaned


class Tree(ChangeList):
    """The departments of a page in the order of the tree, each with the way down to it."""

    def get_results(self, request):
        super().get_results(request)
        names = {pk: (name, parent) for pk, name, parent in Department.objects.values_list("pk", "name", "parent")}
        self.result_list = list(self.result_list)
        for department in self.result_list:
            department.way = _way(department.pk, names)
        if ORDER_VAR not in request.GET:
            self.result_list.sort(key=lambda department: [name.casefold() for name in department.way])


def _way(pk, names) -> list[str]:
    way, seen = [], set()
    while pk in names and pk not in seen:
        seen.add(pk)
        name, pk = names[pk]
        way.insert(0, name)
    return way


@admin.register(Department)
class DepartmentAdmin(HistoryRoleAdmin):
    viewers = frozenset({HR, PARTNER})
    changers = adders = deleters = frozenset({HR})
    department_path = "pk"
    form = DepartmentForm
    list_display = ["tree_name", "people_count"]
    list_per_page = 500
    search_fields = ["name"]
    autocomplete_fields = ["parent"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(people_count=Count("people"))

    def get_search_results(self, request, queryset, search_term):
        found, duplicates = super().get_search_results(request, queryset, search_term)
        return found.select_related("parent"), duplicates

    def get_changelist(self, request, **kwargs):
        return Tree

    def get_object(self, request, object_id, from_field=None):
        # Locked before the form judges whether there is a loop; both are in the one transaction of this page.
        if request.method == "POST":
            lock_structure()
        return super().get_object(request, object_id, from_field)

    def save_model(self, request, obj, form, change):
        fields = {"name": form.cleaned_data["name"], "parent": form.cleaned_data["parent"]}
        if change:
            departments.edit(obj, by=request.user, **fields)
        else:
            obj.pk = departments.add(by=request.user, **fields).pk

    @admin.display(description=_("department"), ordering="name")
    def tree_name(self, department):
        *above, name = department.way
        return format_html('<span class="quiet">{}</span>{}', "".join(f"{each} › " for each in above), name)

    @admin.display(description=_("people"), ordering="people_count")
    def people_count(self, department):
        return department.people_count
