from django.contrib import admin

from org.admin.base import ADMINISTRATOR, HR, RoleAdmin
from org.models import AccountMail


@admin.register(AccountMail)
class AccountMailAdmin(RoleAdmin):
    """What the mail server did with invitations and notices; written by nobody's hand."""

    viewers = frozenset({HR, ADMINISTRATOR})
    list_display = ["person", "kind", "state", "written_at", "sent_at", "attempts", "try_again_at", "error"]
    list_filter = ["state", "kind"]
    list_select_related = ["person"]
    search_fields = ["person__search_text"]
    fields = list_display
