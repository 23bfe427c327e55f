from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from goals import locks
from goals.admin.without_goals import WithoutGoals
from goals.locks import Lock
from goals.models import Period
from goals.services.period_dates import refuse_days
from goals.services.periods import Kind, make_periods
from org.admin.base import HR, PARTNER, HistoryRoleAdmin
from org.imports.cells import clean
from org.models import Organization

NO_YEAR = ("required", "invalid", "min_value", "max_value")


class MakeForm(forms.Form):
    year = forms.IntegerField(
        label=_("Fiscal year"),
        min_value=1990,
        max_value=2200,
        error_messages=dict.fromkeys(NO_YEAR, _("Write a year, such as 2027.")),
    )
    kind = forms.ChoiceField(label=_("Divided into"), choices=Kind.choices)


class PeriodForm(forms.ModelForm):
    def clean_name(self):
        name = clean(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(_("Write a name, such as 2027 Q1."), code="required")
        return name

    def _post_clean(self):
        super()._post_clean()
        # Other facts of a period change whatever its days are.
        if self.instance.pk and not self.errors and {"starts_on", "ends_on"} & set(self.changed_data):
            try:
                refuse_days(self.instance)
            except ValidationError as error:
                self.add_error(None, error)


def _said(made: list[Period], year: int) -> str:
    if not made:
        return _("All of these periods of %(year)s are there already; none was made.") % {"year": year}
    return ngettext("%(count)d period made.", "%(count)d periods made.", len(made)) % {"count": len(made)}


@admin.register(Period)
class PeriodAdmin(WithoutGoals, HistoryRoleAdmin):
    form = PeriodForm
    viewers = frozenset({HR, PARTNER})
    changers = adders = deleters = frozenset({HR})
    list_display = ["name", "days", "objective_count", "definitions", "progress"]
    search_fields = ["name"]
    change_list_template = "admin/goals/period/change_list.html"
    fieldsets = [
        (None, {"fields": ["name", ("starts_on", "ends_on")]}),
        (
            _("Locks"),
            {
                "fields": ["definitions_lock_on", "progress_locks_on"],
                "description": _(
                    "From these days on targets and weights, or progress, stay as they are. A day that is to come "
                    "locks by itself, for each person by their own calendar. Empty: nothing is locked."
                ),
            },
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(objective_count=Count("objectives"))

    @admin.display(description=_("objectives"), ordering="objective_count")
    def objective_count(self, period):
        return period.objective_count

    @admin.display(description=_("days"), ordering="starts_on")
    def days(self, period):
        return f"{date_format(period.starts_on)} – {date_format(period.ends_on)}"

    @admin.display(description=Lock.DEFINITIONS.label, ordering="definitions_lock_on")
    def definitions(self, period):
        return locks.in_short(period, Lock.DEFINITIONS, timezone.localdate())

    @admin.display(description=Lock.PROGRESS.label, ordering="progress_locks_on")
    def progress(self, period):
        return locks.in_short(period, Lock.PROGRESS, timezone.localdate())

    def get_urls(self):
        return [path("make/", self.admin_site.admin_view(self.make), name="goals_period_make"), *super().get_urls()]

    def make(self, request):
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = MakeForm(
            request.POST if request.method == "POST" else None,
            initial={"year": timezone.localdate().year, "kind": Kind.QUARTERS},
        )
        if request.method == "POST" and form.is_valid():
            try:
                first_month = Organization.objects.current().fiscal_year_starts_in
                made = make_periods(form.cleaned_data["year"], form.cleaned_data["kind"], first_month)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _said(made, form.cleaned_data["year"]))
                return redirect("admin:goals_period_changelist")
        context = {**self.admin_site.each_context(request), "title": _("Make periods"), "opts": self.opts, "form": form}
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/goals/period/make.html", context, status=status)
