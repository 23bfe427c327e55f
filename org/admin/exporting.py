from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from org import exports
from org.admin.base import HR
from org.imports import exporting


class Exporting:
    """For the list of people: the chosen ones as a file that the import knows again."""

    actions = ["export_people"]

    def has_export_permission(self, request):
        return self.has_role(request, {HR})

    @admin.action(description=_("Export people as CSV"), permissions=["export"])
    def export_people(self, request, queryset):
        return exports.download("people.csv", exporting.HEADINGS, exporting.rows(queryset))
