"""Accounts are made by HR, never by whoever knocks."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


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


class ClosedSocialAccountAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request, sociallogin):
        return False
