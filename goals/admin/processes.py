from django.contrib import admin

from goals.models import Process
from org.admin.base import HR, PARTNER, RoleAdmin


@admin.register(Process)
class ProcessAdmin(RoleAdmin):
    viewers = frozenset({HR, PARTNER})
    changers = adders = deleters = frozenset({HR})
    list_display = ["name", "owner", "department"]
    list_select_related = ["owner", "department"]
    search_fields = ["name"]
    autocomplete_fields = ["owner", "department"]
