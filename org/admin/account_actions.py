"""The buttons above the list of people: each says first what will happen to whom, then does it through a service."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from org import rules
from org.admin.base import confirmed
from org.services import invitations, people
from org.services.invitations import Outcome

WORDS = {
    Outcome.INVITED: gettext_lazy("to be invited"),
    Outcome.ALREADY_INVITED: gettext_lazy("already invited"),
    Outcome.HAS_PASSWORD: gettext_lazy("have set their password"),
    Outcome.LEFT: gettext_lazy("have left"),
    Outcome.CLOSED: gettext_lazy("whose account is closed"),
    Outcome.NOT_ALLOWED: gettext_lazy("not yours to invite"),
}


class AccountActions:
    actions = ["invite", "invite_again", "reset_account", "close_account", "open_account"]

    def has_account_permission(self, request):
        return self.has_view_permission(request)

    @admin.action(description=gettext_lazy("Invite to set a password"), permissions=["account"])
    def invite(self, request, queryset):
        return self._invite(request, queryset, again=False)

    @admin.action(description=gettext_lazy("Invite again (the earlier link stops working)"), permissions=["account"])
    def invite_again(self, request, queryset):
        return self._invite(request, queryset, again=True)

    def _invite(self, request, queryset, *, again):
        if not confirmed(request):
            outcomes = invitations.preview(queryset, by=request.user, again=again)
            count = outcomes[Outcome.INVITED]
            return self.confirm(
                request,
                queryset,
                question=ngettext("Invite %d person?", "Invite %d people?", count) % count,
                consequence=_("Each gets one mail with a link to set a password. %(counts)s.") % _counts(outcomes),
                verb=_("Invite"),
            )
        outcomes = invitations.invite(queryset, by=request.user, again=again)
        count = outcomes.pop(Outcome.INVITED, 0)
        words = ngettext("%d person is invited by mail.", "%d people are invited, each by mail.", count)
        left_out = " " + _("Left out: %(counts)s.") % _counts(outcomes) if outcomes else ""
        self.message_user(request, words % count + left_out, messages.SUCCESS if count else messages.WARNING)
        return None

    @admin.action(description=gettext_lazy("Reset the password"), permissions=["account"])
    def reset_account(self, request, queryset):
        return self._each(
            request,
            queryset,
            invitations.reset,
            question=_("Take the password away?"),
            consequence=_(
                "They are logged out at once, passwords and second factors are gone, "
                "and each gets a mail with a link to set a new password."
            ),
            verb=_("Reset"),
        )

    @admin.action(description=gettext_lazy("Close the account"), permissions=["account"])
    def close_account(self, request, queryset):
        return self._each(
            request,
            queryset,
            people.close_account,
            question=_("Close the account?"),
            consequence=_("They are logged out at once and cannot log in any more. Their records stay."),
            verb=_("Close"),
        )

    @admin.action(description=gettext_lazy("Open the account again"), permissions=["account"])
    def open_account(self, request, queryset):
        return self._each(
            request,
            queryset,
            people.open_account,
            question=_("Open the account again?"),
            consequence=_("They can log in again with the password that they had."),
            verb=_("Open"),
        )

    def _each(self, request, queryset, service, *, question, consequence, verb):
        if not confirmed(request):
            names = ", ".join(str(person) for person in queryset.order_by("last_name", "pk")[:10])
            names += " …" if queryset.count() > 10 else ""
            count = queryset.count()
            words = ngettext("%(names)s: %(count)d person.", "%(names)s: %(count)d people.", count)
            return self.confirm(
                request,
                queryset,
                question=question,
                consequence=f"{words % {'names': names, 'count': count}} {consequence}",
                verb=verb,
            )
        done = 0
        for person in queryset:
            if not rules.can_manage_account(request.user, person):
                self.message_user(request, _("%s: left out, not yours to change.") % person, messages.WARNING)
                continue
            try:
                service(person, by=request.user)
                done += 1
            except ValidationError as error:
                self.message_user(request, " ".join(error.messages), messages.WARNING)
        self.message_user(request, ngettext("Done for %d person.", "Done for %d people.", done) % done)
        return None


def _counts(outcomes) -> dict[str, str]:
    words = (f"{count} {WORDS[outcome]}" for outcome, count in sorted(outcomes.items()) if count)
    return {"counts": ", ".join(words) or _("nobody")}
