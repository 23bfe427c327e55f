import csv
import io

from django.contrib import admin
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook

from goals import files
from goals.models import KeyResult, Objective
from org.admin.base import HR, PARTNER, RoleAdmin, RoleInline


class KeyResultInline(RoleInline, admin.TabularInline):
    model = KeyResult
    extra = 0
    fields = readonly_fields = [
        "title",
        "owner",
        "unit",
        "baseline",
        "current",
        "target",
        "weight",
        "progress",
        "due_on",
    ]
    can_delete = False
    show_change_link = False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("owner")

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
        "weight",
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
        return "–" if objective.progress is None else f"{objective.progress * 100:.0f} %"

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
        text = io.StringIO(newline="")
        files.export(queryset, text)
        return _download(text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", "csv")

    @admin.action(description=_("Export as XLSX"), permissions=["view"])
    def export_xlsx(self, request, queryset):
        text, book = io.StringIO(newline=""), Workbook(write_only=True)
        files.export(queryset, text)
        sheet = book.create_sheet("Goals")
        for row in csv.reader(io.StringIO(text.getvalue(), newline="")):
            sheet.append(row)
        content = io.BytesIO()
        book.save(content)
        return _download(
            content.getvalue(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"
        )


def _download(content: bytes, content_type: str, ending: str) -> HttpResponse:
    name = f"goals-{timezone.localdate():%Y-%m-%d}.{ending}"
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
