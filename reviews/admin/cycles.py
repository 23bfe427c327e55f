from django.contrib import admin, messages
from django.db.models import Count, OuterRef, Subquery
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from org.admin.base import HR, PARTNER, RoleAdmin
from org.models import Organization
from reviews import closing, cycle_page, late, launching, population, rules, services, states
from reviews.admin import calibration_steps, cycle_changes, cycle_steps, exports, pause_steps, release_steps
from reviews.admin.pages import page, posted, refuse_unless, saved
from reviews.forms.cycles import CycleForm
from reviews.models import Cycle, CyclePhase, Participant, Step

STEPS_SHOWN = 30
CHANGING = {phase for change in states.CHANGES.values() for phase in change.phases}


@admin.register(Cycle)
class CycleAdmin(RoleAdmin):
    """A cycle has a page of its own; all that changes it goes through the services."""

    viewers = frozenset({HR, PARTNER})
    changers = adders = frozenset({HR})
    list_display = ["name", "standing", "people", "months"]
    list_filter = ["state"]
    search_fields = ["name"]
    ordering = ["-starts_on", "-pk"]
    actions = None

    def get_queryset(self, request):
        dates = CyclePhase.objects.filter(cycle=OuterRef("pk"), phase=OuterRef("state"))
        taking_part = Participant.objects.taking_part().filter(cycle=OuterRef("pk")).order_by().values("cycle")
        visible = super().get_queryset(request) & Cycle.objects.visible_to(request.user)
        return visible.annotate(
            until=Subquery(dates.values("ends_on")[:1]),
            count=Subquery(taking_part.annotate(count=Count("pk")).values("count")),
        )

    @admin.display(description=_("Phase"), ordering="state")
    def standing(self, cycle):
        words = cycle.get_state_display().capitalize()
        if cycle.until is None:
            return words
        return gettext("%(phase)s, until %(day)s") % {"phase": words, "day": date_format(cycle.until, "j F")}

    @admin.display(description=_("People"), ordering="count")
    def people(self, cycle):
        return cycle.count or ""

    @admin.display(description=_("Reviewed"), ordering="starts_on")
    def months(self, cycle):
        return f"{date_format(cycle.starts_on, 'j M Y')} – {date_format(cycle.ends_on, 'j M Y')}"

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": _("Review cycles")} | (extra_context or {}))

    def get_urls(self):
        ours = [*cycle_steps.urls(), *cycle_changes.urls(), *calibration_steps.urls(), *exports.urls()]
        ours += [*release_steps.urls(), *pause_steps.urls()]
        return [*ours, *super().get_urls()]

    def has_delete_permission(self, request, obj=None):
        return False  # cancelled on its page, by the service

    def add_view(self, request, form_url="", extra_context=None):
        refuse_unless(rules.can_run_cycles(request.user))
        form = CycleForm(posted(request))
        made = saved(request, form, lambda: services.save_cycle(None, form.plan(), by=request.user))
        if made is not None:
            messages.success(request, _("The cycle is there, in set-up. Nobody but HR sees it before its launch."))
            return redirect(made)
        context = {"title": _("New review cycle"), "form": form, "cycle": None}
        return page(request, "cycle/set_up", context, model=Cycle, invalid=form.is_bound and bool(form.errors))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        refuse_unless(self.has_view_permission(request))
        wanted = int(object_id) if object_id.isdecimal() and len(object_id) < 18 else None
        visible = Cycle.objects.visible_to(request.user).select_related("template", "line_of")
        cycle = visible.filter(pk=wanted).first()
        if cycle is None:
            raise Http404
        may_run = rules.can_run_cycles(request.user)
        steps = Step.objects.visible_to(request.user).filter(cycle=cycle).select_related("by", "about")
        context = {
            "title": cycle.name,
            "cycle": cycle,
            "bar": cycle_page.phase_bar(cycle),
            "steps": list(steps[:STEPS_SHOWN]),
            "may_edit": may_run and states.may_be_edited(cycle),
            "may_calibrate": may_run and states.allows(cycle, "calibrate"),
            "may_group": may_run and states.may_group(cycle),
            "may_write": may_run and states.allows(cycle, "write"),
            "may_change": may_run and cycle.state in CHANGING and cycle.paused_at is None,
            "may_pause": may_run and states.may_pause(cycle),
            "may_resume": may_run and states.may_resume(cycle),
            "may_close": may_run and states.allows(cycle, "close"),
            "may_cancel": may_run and states.allows(cycle, "cancel"),
            "progress": launching.progress_of(cycle),
            "reads_results": rules.reads_results(request.user, cycle),
            "relations": [],
            "rows": [],
            "named": None,
            "late": late.of(cycle, request.user, closing.today_of(Organization.objects.current())),
            "parts": cycle_page.parts(cycle, request.user, timezone.now()) if cycle.launched_at else None,
        }
        may_release = context["parts"] and context["parts"].waiting and states.allows(cycle, "release")
        context["may_release"] = may_run and may_release
        if cycle.state == Cycle.State.SET_UP and not cycle.is_launching:
            context["count"] = population.people_of(cycle).count()
        elif not cycle.is_launching:
            relations, rows = cycle_page.by_department(cycle, request.user)
            context |= {"relations": relations, "rows": rows, "everyone": cycle_page.everyone(rows)}
            context |= {"named": cycle_page.nomination(cycle, request.user)}
        return page(request, "cycle/cycle", context, model=Cycle)
