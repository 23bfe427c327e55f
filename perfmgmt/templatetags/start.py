"""HR's start page."""

from django import template
from django.utils import timezone

from perfmgmt import coverage
from perfmgmt.shell import organization_of

register = template.Library()


@register.simple_tag(takes_context=True)
def hr_start(context) -> dict:
    request = context["request"]
    counts = coverage.people(timezone.localdate(), organization_of(request), request.user)
    found = {"people": counts} | coverage.to_mend()
    found["is_to_mend"] = bool(
        counts["without_manager"]
        or counts["not_invited"]
        or found["locations"]
        or found["mails"]
        or found["account_mails"]
        or found["at_once_mails"]
        or counts["unattended"]
    )
    return found
