"""HR sees when people talk, never what was said; and which plans there are, without their words: these are read on the
plan's own page, by its own rule."""

from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Max, OuterRef, Q, Subquery
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from feedback import coverage
from feedback.models import CheckIn, CheckInSchedule, CompanyValue, Plan, PlanReview, Question
from feedback.models.question import MOST_IN_USE
from feedback.services import ask_again, ask_company, place_question, retire_question, reword, values
from org.admin import employees
from org.admin.base import HR, PARTNER, RoleAdmin
from org.models import Cadence, Organization


class StandingFilter(admin.SimpleListFilter):
    title = _("how it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [("late", _("late")), ("missed", _("missed: a whole cadence late")), ("never", _("never talked"))]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        if self.value() == "late":
            return queryset.filter(next_on__lt=today)
        if self.value() == "missed":
            default = Organization.objects.current().cadence
            missed = Q(pk__in=[])
            for cadence in Cadence:
                own = Q(employee__cadence__in=[cadence, ""] if cadence == default else [cadence])
                missed |= own & Q(next_on__lte=today - timedelta(days=cadence.days))
            return queryset.filter(missed)
        return queryset.filter(last_held_on=None) if self.value() == "never" else queryset


class InDepartment(employees.InDepartment):
    path = "employee__department"


@admin.register(CheckInSchedule)
class CheckInScheduleAdmin(RoleAdmin):
    viewers = frozenset({HR, PARTNER})
    department_path = "employee__department"
    list_display = ["employee", "manager", "department", "how_often", "next_on", "last_held"]
    list_filter = [StandingFilter, "next_on", InDepartment]
    search_fields = ["employee__first_name", "employee__last_name", "employee__preferred_name", "employee__email"]
    list_select_related = ["employee__manager", "employee__department"]
    ordering = ["next_on", "pk"]
    list_per_page = 50
    fields = ["employee", "manager", "how_often", "next_on", "last_held"]
    readonly_fields = fields

    def get_urls(self):
        page = path("coverage/", self.admin_site.admin_view(self.coverage), name="feedback_checkinschedule_coverage")
        return [page, *super().get_urls()]

    def coverage(self, request):
        """Who has held check-ins within their cadence, by department: counts only."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        organization = Organization.objects.current()
        everybody, places = coverage.by_department(request.user, timezone.localdate(), organization)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Check-ins by department"),
            "opts": self.opts,
            "everybody": everybody,
            "places": places,
            "cadence": organization.get_cadence_display(),
            "can_set_cadence": self.has_role(request, {HR}),
        }
        return TemplateResponse(request, "admin/feedback/checkinschedule/coverage.html", context)

    def get_queryset(self, request):
        held = CheckIn.objects.filter(employee=OuterRef("employee"), state=CheckIn.State.DONE).order_by()
        last = held.values("employee").annotate(last=Max("held_on")).values("last")
        return super().get_queryset(request).annotate(last_held_on=Subquery(last))

    @admin.display(description=_("manager"), ordering="employee__manager__last_name")
    def manager(self, schedule):
        return schedule.employee.manager

    @admin.display(description=_("department"), ordering="employee__department__name")
    def department(self, schedule):
        return schedule.employee.department

    @admin.display(description=_("how often"), ordering="employee__cadence")
    def how_often(self, schedule):
        return schedule.employee.get_cadence_display() or _("as everyone")

    @admin.display(description=_("last held"), ordering="last_held_on")
    def last_held(self, schedule):
        return schedule.last_held_on


class PlanStandingFilter(admin.SimpleListFilter):
    title = _("how it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("unread", _("not read yet")),
            ("open", _("open")),
            ("late", _("the look is late")),
            ("ended", _("ended")),
        ]

    def queryset(self, request, queryset):
        known = {
            "unread": {"ended_at": None, "active_at": None},
            "open": {"ended_at": None},
            "late": {"ended_at": None, "active_at__isnull": False, "review_on__lt": timezone.localdate()},
            "ended": {"ended_at__isnull": False},
        }
        return queryset.filter(**known[self.value()]) if self.value() in known else queryset


@admin.register(Plan)
class PlanAdmin(RoleAdmin):
    viewers = frozenset({HR, PARTNER})
    list_display = ["employee", "kind", "department", "standing", "review_on", "ends_on", "last_look"]
    list_filter = [PlanStandingFilter, "kind", InDepartment]
    search_fields = ["employee__first_name", "employee__last_name", "employee__preferred_name", "employee__email"]
    list_select_related = ["employee__department"]
    ordering = ["review_on", "pk"]
    list_per_page = 50
    fields = ["employee", "manager", "kind", "standing", "started_at", "review_on", "ends_on", "last_look", "page"]
    readonly_fields = fields

    def get_queryset(self, request):
        last = PlanReview.objects.filter(plan=OuterRef("pk")).order_by("-written_at", "-pk").values("written_at")
        readable = Plan.objects.visible_to(request.user).exclude(employee=request.user).order_by().values("pk")
        return super().get_queryset(request).filter(pk__in=readable).annotate(last_look=Subquery(last[:1]))

    @admin.display(description=_("department"), ordering="employee__department__name")
    def department(self, plan):
        return plan.employee.department

    @admin.display(description=_("how it stands"))
    def standing(self, plan):
        if not plan.is_open:
            return plan.get_outcome_display()
        return _("not read yet") if plan.is_proposed else _("open")

    @admin.display(description=_("last look"), ordering="last_look")
    def last_look(self, plan):
        return plan.last_look and timezone.localtime(plan.last_look).date()

    @admin.display(description=_("page"))
    def page(self, plan):
        return format_html('<a href="{}">{}</a>', plan.get_absolute_url(), _("Open"))


class InUseFilter(admin.SimpleListFilter):
    title = _("in use")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [("in-use", _("in use")), ("retired", _("retired"))]

    def queryset(self, request, queryset):
        if self.value() == "retired":
            return queryset.exclude(retired_at=None)
        return queryset.in_use() if self.value() == "in-use" else queryset


@admin.register(CompanyValue)
class CompanyValueAdmin(RoleAdmin):
    """The values of the company. What was given under one stays under it: a value is retired, never deleted."""

    viewers = adders = changers = frozenset({HR})
    list_display = ["name", "description", "position", "standing"]
    list_filter = [InUseFilter]
    ordering = ["position", "name", "pk"]
    fields = ["name", "description", "position", "standing"]
    readonly_fields = ["standing"]
    actions = ["retire", "use_again"]

    @admin.display(description=_("in use"), boolean=True)
    def standing(self, value):
        return value.retired_at is None

    @admin.action(description=_("Retire: cannot be chosen any more"), permissions=["change"])
    def retire(self, request, queryset):
        count = values.retire(queryset, by=request.user)
        self.message_user(request, ngettext("%d value retired.", "%d values retired.", count) % count)

    @admin.action(description=_("Use again"), permissions=["change"])
    def use_again(self, request, queryset):
        count = values.use_again(queryset, by=request.user)
        self.message_user(request, ngettext("%d value in use again.", "%d values in use again.", count) % count)


class QuestionAdminForm(forms.ModelForm):
    """Refuses here what the service would, so that the sentence stands beside the field."""

    def clean_text(self):
        text = self.cleaned_data["text"].strip()
        same = Question.objects.of_company().in_use().filter(text=text).exclude(pk=self.instance.pk)
        if same.exists():
            raise ValidationError(_("This question is asked already."))
        return text

    def clean(self):
        if self.instance.pk is None and Question.objects.of_company().in_use().count() >= MOST_IN_USE:
            words = _("%(most)d questions are in use, and more are not asked in a year: take one out of use first.")
            raise ValidationError(words % {"most": MOST_IN_USE})
        return super().clean()


@admin.register(Question)
class QuestionAdmin(RoleAdmin):
    """The company's set. Managers' own questions are theirs and not listed. Words that were asked stay with their
    answers: to change them asks a new question in the old one's place.
    """

    viewers = adders = changers = frozenset({HR})
    form = QuestionAdminForm
    list_display = ["text", "position", "standing"]
    list_filter = [InUseFilter]
    ordering = ["position", "pk"]
    fields = ["text", "position", "standing"]
    readonly_fields = ["standing"]
    actions = ["retire", "use_again"]

    def get_queryset(self, request):
        return super().get_queryset(request).of_company()

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or obj.retired_at is None)

    def save_model(self, request, obj, form, change):
        """Through the services; what the admin goes on with is the question that is asked from now on."""
        if not change:
            new = ask_company(obj.text, by=request.user, position=obj.position)
        else:
            there = Question.objects.get(pk=obj.pk)
            new = reword(there, obj.text, by=request.user)
            place_question(new, obj.position, by=request.user)
            if new.pk != there.pk:
                words = _("Asked in the new words from now on. Past check-ins keep the old ones.")
                self.message_user(request, words, messages.INFO)
        obj.pk = new.pk

    @admin.display(description=_("in use"), boolean=True)
    def standing(self, question):
        return question.retired_at is None

    @admin.action(description=_("Stop asking: its answers stay"), permissions=["change"])
    def retire(self, request, queryset):
        count = sum(retire_question(question, by=request.user) for question in queryset)
        self.message_user(request, ngettext("%d question retired.", "%d questions retired.", count) % count)

    @admin.action(description=_("Ask again"), permissions=["change"])
    def use_again(self, request, queryset):
        count = 0
        for question in queryset:
            try:
                count += ask_again(question, by=request.user)
            except ValidationError as error:
                self.message_user(request, f"{question}: {' '.join(error.messages)}", messages.ERROR)
        self.message_user(request, ngettext("%d question in use again.", "%d questions in use again.", count) % count)
