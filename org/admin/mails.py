from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from org.admin.base import ADMINISTRATOR, HR, RoleAdmin
from org.models import AccountMail

State, Kind = AccountMail.State, AccountMail.Kind


class ToMend(admin.SimpleListFilter):
    title = _("what to mend")
    parameter_name = "mend"

    def lookups(self, request, model_admin):
        return [("yes", _("did not arrive, and will not by itself"))]

    def queryset(self, request, queryset):
        return queryset.to_mend(timezone.now()) if self.value() == "yes" else queryset


@admin.register(AccountMail)
class AccountMailAdmin(RoleAdmin):
    """What the mail server did with invitations and notices; written by nobody's hand."""

    viewers = frozenset({HR, ADMINISTRATOR})
    list_display = [
        *("person", "kind", "state", "error", "what_to_do"),
        *("written_at", "sent_at", "attempts", "try_again_at"),
    ]
    list_filter = [ToMend, "state", "kind"]
    list_select_related = ["person"]
    search_fields = ["person__search_text"]
    fields = readonly_fields = list_display

    @admin.display(description=_("what to do"))
    def what_to_do(self, mail):
        if mail.state == State.FAILED:
            return _("Nothing: it is tried again by itself.")
        if mail.state != State.REFUSED:
            return ""
        words = (
            _("Ask the person for the right address, correct it, then invite them again.")
            if mail.kind == Kind.INVITATION
            else _("Ask the person for the right address and correct it. The role holds all the same.")
        )
        path = reverse("admin:org_employee_change", args=[mail.person_id])
        return format_html('{} <a href="{}">{}</a>', words, path, _("Open the person"))
