from django.contrib import admin
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from goals.models import ObjectiveTemplate, TemplateKeyResult
from org.admin.base import HR, PARTNER, RoleAdmin, RoleInline


class TemplateKeyResultInline(RoleInline, admin.StackedInline):
    model = TemplateKeyResult
    extra = 1
    verbose_name, verbose_name_plural = _("key result"), _("key results")
    fields = [("title", "position"), ("unit", "currency"), ("baseline", "target", "weight"), "hint"]


@admin.register(ObjectiveTemplate)
class ObjectiveTemplateAdmin(RoleAdmin):
    """What a new objective may begin with: for all, or for a department and what is in it."""

    viewers = frozenset({HR, PARTNER})
    changers = adders = deleters = frozenset({HR})
    list_display = ["title", "scope", "department", "key_result_count", "is_in_use"]
    list_filter = ["is_in_use", "scope"]
    list_select_related = ["department"]
    search_fields = ["title"]
    autocomplete_fields = ["department"]
    inlines = [TemplateKeyResultInline]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(key_result_count=Count("key_results"))

    @admin.display(description=_("key results"), ordering="key_result_count")
    def key_result_count(self, template):
        return template.key_result_count
