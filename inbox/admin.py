from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.clickjacking import xframe_options_sameorigin

from inbox import message, preview, services
from inbox.at_once import MOST_ATTEMPTS
from inbox.mail_style import HEAD_ONLY
from inbox.models import AtOnceMail, MailLedger
from inbox.models.mail import CLAIM_LASTS, LAST_ZONE
from org.admin.base import ADMINISTRATOR, HR, RoleAdmin
from org.admin.mails import ToMend
from org.models import Organization

# The mail in its frame: its one block of styles by its hash, and nothing else at all.
MAIL_POLICY = {
    "default-src": [NONE],
    "style-src": [HEAD_ONLY.source],
    "script-src": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [SELF],
}

COLUMNS = ("day", "person", "outcome", "error", "what_to_do", "try_again_at", "attempts")


def _ask(words: str, person_id: int) -> str:
    path = reverse("admin:org_employee_change", args=[person_id])
    return format_html('{} <a href="{}">{}</a>', words, path, _("Open the person"))


@admin.register(MailLedger)
class MailLedgerAdmin(RoleAdmin):
    """What became of each person's mail of a day. It says nothing of what the mail told."""

    viewers = frozenset({HR, ADMINISTRATOR})
    change_list_template = "admin/inbox/mailledger/change_list.html"
    list_display = COLUMNS
    list_filter = [ToMend, "state", "perhaps_twice", ("day", admin.DateFieldListFilter)]
    list_select_related = ["person"]
    search_fields = ["person__search_text", "message_id"]
    fields = readonly_fields = (*COLUMNS, "sent_at", "perhaps_twice", "claimed_at", "message_id")
    actions = ["try_again"]

    @admin.display(description=_("state"), ordering="state")
    def outcome(self, row):
        now = timezone.now()
        is_over = row.day < (now - LAST_ZONE).date()
        if row.state == MailLedger.State.CLAIMED and row.claimed_at <= now - CLAIM_LASTS:
            return _("its sender ended in the middle") if is_over else _("its sender ended, will be sent again")
        if row.state == MailLedger.State.FAILED and is_over:
            return _("failed, and its day is over")
        return row.get_state_display()

    @admin.display(description=_("what to do"))
    def what_to_do(self, row):
        if row.state == MailLedger.State.REFUSED:
            words = _("Ask the person for the right address, correct it, then try again.")
            return _ask(words, row.person_id)
        if row.state == MailLedger.State.FAILED and row.day < (timezone.now() - LAST_ZONE).date():
            return _("The next morning tries anew. If it stays so, ask whoever runs the mail server.")
        if row.state == MailLedger.State.FAILED:
            return _("Nothing: it is tried again by itself.")
        return ""

    @admin.action(description=_("Try again at the next look"), permissions=["view"])
    def try_again(self, request, queryset):
        count = services.try_again(queryset, by=request.user)
        words = ngettext("%(count)d mail is tried again", "%(count)d mails are tried again", count) % {"count": count}
        note = _("within some minutes, where it is still that day's morning or noon there")
        self.message_user(request, f"{words}, {note}.", messages.SUCCESS if count else messages.WARNING)

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": _("Daily mails"), **(extra_context or {})})

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("preview/", view(self.preview), name="inbox_mailledger_preview"),
            path("preview/mail/", view(self.preview_mail), name="inbox_mailledger_preview_mail"),
            *super().get_urls(),
        ]

    def preview(self, request):
        with translation.override(self._language(request)):
            words = self._sample(request)
            text = render_to_string("inbox/mail/daily.txt", words)
        context = {
            **self.admin_site.each_context(request),
            "title": _("The daily mail, with sample duties"),
            "opts": self.opts,
            "mail_subject": words["subject"],
            "text": text,
            "sender": settings.DEFAULT_FROM_EMAIL,
            "chosen": self._language(request),
            "languages": settings.LANGUAGES,
            "mail_url": reverse("admin:inbox_mailledger_preview_mail"),
        }
        return TemplateResponse(request, "admin/inbox/mailledger/preview.html", context)

    @method_decorator([xframe_options_sameorigin, csp_replace(MAIL_POLICY)])
    def preview_mail(self, request):
        with translation.override(self._language(request)):
            return HttpResponse(render_to_string("inbox/mail/daily.html", self._sample(request)))

    def _sample(self, request) -> dict:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return message.content(
            preview.sample(request.user, timezone.now()),
            unsubscribe_url=settings.SITE_URL + reverse("inbox:unsubscribe", args=["sample"]),
            organization=Organization.objects.current(),
            style=HEAD_ONLY,
        )

    def _language(self, request) -> str:
        asked = request.GET.get("language", "")
        return asked if asked in dict(settings.LANGUAGES) else translation.get_language()


@admin.register(AtOnceMail)
class AtOnceMailAdmin(RoleAdmin):
    """What became of the mails that did not wait for the daily one. It says nothing of what they told."""

    viewers = frozenset({HR, ADMINISTRATOR})
    list_display = ["person", "state", "error", "what_to_do", "claimed_at"]
    list_filter = [ToMend, "state"]
    list_select_related = ["news__person"]
    search_fields = ["news__person__search_text"]
    fields = readonly_fields = [*list_display, "attempts"]
    ordering = ["-pk"]

    @admin.display(description=_("person"), ordering="news__person")
    def person(self, row):
        return row.news.person

    @admin.display(description=_("what to do"))
    def what_to_do(self, row):
        if row.state == AtOnceMail.State.FAILED:
            return _("Nothing: it is tried again by itself.")
        if row.state != AtOnceMail.State.REFUSED:
            return ""
        if row.attempts >= MOST_ATTEMPTS:
            return _("It was tried as long as it was news. The next daily mail tells of it.")
        words = _("Ask the person for the right address and correct it. Today and the Inbox tell of it all the same.")
        return _ask(words, row.news.person_id)

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": _("Mails that went at once"), **(extra_context or {})})
