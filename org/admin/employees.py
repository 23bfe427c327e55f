from django import forms
from django.contrib import admin
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from org import rules, watchers
from org.admin.account_actions import AccountActions
from org.admin.base import ADMINISTRATOR, HR, PARTNER, HistoryRoleAdmin, RoleInline
from org.admin.exporting import Exporting
from org.admin.organization import zone_choices
from org.locks import lock_structure
from org.models import Absence, Department, Employee
from org.services import people

HR_FIELDS = [
    "first_name",
    "last_name",
    "preferred_name",
    "email",
    "employee_number",
    "job_title",
    "job_level",
    "department",
    "manager",
    "location",
    "hired_on",
    "left_on",
    "time_zone",
    "language",
    "cadence",
]


class EmployeeForm(forms.ModelForm):
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)

    class Meta:
        model = Employee
        fields = HR_FIELDS

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "time_zone" in self.fields:
            self.fields["time_zone"].choices = zone_choices(_("the location's"))
        for name, empty in {"language": _("the browser's"), "cadence": _("the organisation's")}.items():
            if name in self.fields:
                self.fields[name].choices = [("", empty), *self.fields[name].choices[1:]]

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and "manager" in self.changed_data:
            people.refuse_loop(self.instance, cleaned.get("manager"))
        return cleaned


class Standing(admin.SimpleListFilter):
    title = _("standing")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("here", _("works here")),
            ("leaving", _("is leaving")),
            ("left", _("has left")),
            ("unmanaged", _("works here without a manager")),
            ("orphaned", _("reports to somebody who left")),
        ]

    def queryset(self, request, queryset):
        match self.value():
            case "here":
                return queryset.not_left()
            case "leaving":
                return queryset.not_left().exclude(left_on=None)
            case "left":
                return queryset.has_left()
            case "unmanaged":
                return queryset.not_left().filter(manager=None)
            case "orphaned":
                return queryset.not_left().filter(manager__in=Employee.objects.has_left().order_by().values("pk"))
        return queryset


class Account(admin.SimpleListFilter):
    title = _("account")
    parameter_name = "account"

    def lookups(self, request, model_admin):
        return [
            ("none", _("not invited")),
            ("invited", _("invited, no password yet")),
            ("open", _("open")),
            ("closed", _("closed")),
        ]

    def queryset(self, request, queryset):
        no_password = Q(password="") | Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        match self.value():
            case "none":
                return queryset.filter(no_password, is_active=True, invited_at=None)
            case "invited":
                return queryset.filter(no_password, is_active=True).exclude(invited_at=None)
            case "open":
                return queryset.filter(~no_password, is_active=True)
            case "closed":
                return queryset.filter(is_active=False)
        return queryset


class InDepartment(admin.SimpleListFilter):
    """Down the tree step by step: a company may have a thousand departments."""

    title = _("department")
    parameter_name = "department"
    path = "department"  # from the records of the list

    def lookups(self, request, model_admin):
        chosen = Department.objects.filter(pk=self._chosen()).first()
        way = list(Department.objects.above(chosen)) if chosen else []
        below = Department.objects.filter(parent=chosen)
        if model_admin.is_partner_only(request) and not chosen:
            below = Department.objects.filter(role_grants__in=request.user.open_grants)
        steps = sorted(way, key=lambda each: (each == chosen, each.name))
        return [(str(each.pk), f"› {each}" if each in way else str(each)) for each in [*steps, *below.distinct()]]

    def queryset(self, request, queryset):
        chosen = self._chosen()
        if chosen is None:
            return queryset
        below = Department.objects.under(Department.objects.filter(pk=chosen))
        return queryset.filter(**{f"{self.path}__in": below})

    def _chosen(self) -> int | None:
        value = self.value() or ""
        return int(value) if value.isdecimal() and len(value) < 12 else None


class AbsenceInline(RoleInline, admin.TabularInline):
    model = Absence
    extra = 0


@admin.register(Employee)
class EmployeeAdmin(AccountActions, Exporting, HistoryRoleAdmin):
    actions = [*AccountActions.actions, *Exporting.actions]
    viewers = frozenset({HR, PARTNER, ADMINISTRATOR})
    changers = frozenset({HR, PARTNER})
    adders = frozenset({HR})
    department_path = "department"
    form = EmployeeForm
    inlines = [AbsenceInline]
    list_display = ["name", "department", "manager", "location", "account"]
    list_filter = [Standing, Account, InDepartment, ("location", admin.RelatedOnlyFieldListFilter)]
    list_per_page = 50
    list_select_related = ["department", "manager", "location"]
    ordering = [Lower("last_name"), Lower("first_name"), "pk"]
    search_fields = ["search_text"]
    search_help_text = _("Name, title, e-mail or number; accents do not matter.")
    autocomplete_fields = ["manager", "department", "location"]
    readonly_fields = ["account", "invited_at", "last_login"]
    fieldsets = [
        (None, {"fields": [("first_name", "last_name"), "preferred_name", "email", "employee_number"]}),
        (
            _("Work"),
            {"fields": ["job_title", "job_level", "department", "manager", "location", ("hired_on", "left_on")]},
        ),
        (_("Preferences"), {"fields": ["time_zone", "language", "cadence"]}),
        (_("Account"), {"fields": ["account", "invited_at", "last_login"]}),
    ]

    class Media:
        css = {"all": ["css/people.css"]}

    def person_of(self, record):
        return record

    def get_queryset(self, request):
        return super().get_queryset(request).with_zone()

    def get_search_results(self, request, queryset, search_term):
        found = queryset.search(search_term) | queryset.filter(employee_number__iexact=search_term.strip())
        # A manager is chosen among those who work here.
        return (found.not_left() if request.path.endswith("/autocomplete/") else found), False

    def get_object(self, request, object_id, from_field=None):
        # Locked before the form judges whether there is a loop; both are in the one transaction of this page.
        if request.method == "POST":
            lock_structure()
        return super().get_object(request, object_id, from_field)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "department" and self.is_partner_only(request):
            kwargs["queryset"] = Department.objects.filter(pk__in=request.user.partner_departments)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or rules.can_edit_person(request.user, obj))

    def save_model(self, request, obj, form, change):
        if change:
            changes = {name: form.cleaned_data[name] for name in form.changed_data if name in HR_FIELDS}
            people.edit(obj, by=request.user, **changes)
        else:
            obj.pk = people.add(by=request.user, **{name: form.cleaned_data[name] for name in HR_FIELDS}).pk

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if any(formset.has_changed() for formset in formsets):
            watchers.absences_changed({form.instance.pk})

    @admin.display(description=_("name"), ordering=Lower("last_name"))
    def name(self, person):
        name = f"{person.last_name}, {person.preferred_name or person.first_name}"
        below = " · ".join(filter(None, [person.job_title, person.employee_number]))
        return format_html('{}<br><span class="quiet small">{}</span>', name, below)

    @admin.display(description=_("account"))
    def account(self, person):
        if person.pk is None:
            return _("opens with an invitation, from the list of people")
        if person.is_leaver():
            return _("left")
        if not person.is_active:
            return _("closed")
        if person.has_password:
            return _("open")
        return _("invited") if person.invited_at else _("not invited")
