from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from goals import units
from goals.files import downloads
from goals.models import KeyResult, Objective
from org.admin.base import HR, PARTNER, RoleAdmin, RoleInline


class KeyResultInline(RoleInline, admin.TabularInline):
    model = KeyResult
    extra = 0
    fields = readonly_fields = ["title", "keeper", "values", "weight_shown", "percent", "due_on"]
    view_on_site = False
    can_delete = False
    show_change_link = False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("owner", "objective__owner")

    @admin.display(description=_("owner"))
    def keeper(self, key_result):
        return key_result.owner or key_result.objective.owner

    @admin.display(description=_("from, now, target"))
    def values(self, key_result):
        return units.from_now_target(key_result)

    @admin.display(description=_("weight"))
    def weight_shown(self, key_result):
        return units.number(key_result.weight)

    @admin.display(description=_("progress"))
    def percent(self, key_result):
        return _percent(key_result.progress)

    def has_add_permission(self, request, obj=None):
        return False

    has_change_permission = has_delete_permission = has_add_permission


@admin.register(Objective)
class ObjectiveAdmin(RoleAdmin):
    """To find and to export. What changes an objective is on its page, by the rules that hold for everyone."""

    viewers = frozenset({HR, PARTNER})
    list_display = ["title", "owner", "scope", "period", "state", "percent", "last_update_on"]
    list_filter = ["period", "scope", "state", "visibility", "alignment"]
    list_select_related = ["owner", "period"]
    list_per_page = 50
    search_fields = ["title", "ref", "owner__first_name", "owner__last_name", "owner__email"]
    fields = readonly_fields = [
        "title",
        "owner",
        "scope",
        "department",
        "process",
        "period",
        "state",
        "visibility",
        "aligned_to_shown",
        "weight_shown",
        "percent",
        "last_update_on",
        "ref",
    ]
    inlines = [KeyResultInline]
    actions = ["export_csv", "export_xlsx"]

    def get_queryset(self, request):
        # A partner finds here what they may read, no more.
        return super().get_queryset(request).filter(pk__in=Objective.objects.visible_to(request.user).values("pk"))

    def view_on_site(self, objective):
        return objective.get_absolute_url()

    @admin.display(description=_("progress"), ordering="progress")
    def percent(self, objective):
        return _percent(objective.progress)

    @admin.display(description=_("weight"))
    def weight_shown(self, objective):
        return units.number(objective.weight)

    @admin.display(description=_("aligned to"))
    def aligned_to_shown(self, objective):
        return objective.aligned_to_shown if hasattr(objective, "aligned_to_shown") else "–"

    def get_object(self, request, object_id, from_field=None):
        objective = super().get_object(request, object_id, from_field)
        if objective is not None and objective.aligned_to_id:
            parent = Objective.objects.visible_to(request.user).filter(pk=objective.aligned_to_id).first()
            objective.aligned_to_shown = str(parent) if parent else _("an objective you may not see")
        return objective

    @admin.action(description=_("Export as CSV"), permissions=["view"])
    def export_csv(self, request, queryset):
        return downloads.download(queryset, "csv", "goals", timezone.localdate(), viewer=request.user)

    @admin.action(description=_("Export as XLSX"), permissions=["view"])
    def export_xlsx(self, request, queryset):
        return downloads.download(queryset, "xlsx", "goals", timezone.localdate(), viewer=request.user)


def _percent(progress) -> str:
    return "–" if progress is None else f"{progress * 100:.0f}\xa0%"
