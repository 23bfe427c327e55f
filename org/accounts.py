"""Accounts are made by HR, never by whoever knocks."""

import logging
from smtplib import SMTPException

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core import context as allauth_context
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)


class ClosedAccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def pre_login(self, request, user, **kwargs):
        # allauth shows who closed accounts belong to a page of their own; a leaver's is one, however they logged in.
        if user.is_leaver():
            clear_login(request)
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def send_password_reset_mail(self, user, email, context):
        # The answer on the screen is the same for all; but an account opens by invitation only, and a leaver's never.
        if user.has_password and user.is_active and not user.is_leaver():
            super().send_password_reset_mail(user, email, context)

    def send_mail(self, template_prefix, email, context):
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException) as error:
            # The same words for an address that has an account and for one that has none.
            log.warning("no mail of the kind %s went out: %s", template_prefix, type(error).__name__)
            words = _("The mail server does not answer now. If no mail comes, ask again in a few minutes.")
            messages.warning(allauth_context.request, words)


class ClosedSocialAccountAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request, sociallogin):
        return False
