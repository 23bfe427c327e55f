"""What HR, HR partners and administrators find in the admin; which rooms, is said in each by role."""

from allauth.account.admin import EmailAddress
from allauth.mfa.admin import Authenticator
from allauth.socialaccount.admin import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.contrib.auth.admin import Group

from org.admin import absences, choices, departments, employees, imports, locations, mails, organization, roles

__all__ = ["absences", "departments", "employees", "imports", "locations", "mails", "organization", "roles"]

admin.site.autocomplete_view = choices.autocomplete

# These register themselves when imported, as above. Nobody needs them: addresses follow from the person,
# second factors are taken away by an action on the person, roles are not Django's groups.
for model in (EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken, Group):
    if admin.site.is_registered(model):
        admin.site.unregister(model)
