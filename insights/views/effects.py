"""Does it work? What became of signals on which somebody acted."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.views.decorators.http import require_safe

from insights import rules
from insights.following import effects as of_actions
from insights.kinds import Moment
from insights.models.follow_up import WEEKS


@require_safe
def effects(request):
    """Company-wide, by kind, after `?weeks=` weeks."""
    if not rules.can_read_effects(request.user):
        raise PermissionDenied
    asked, moment = request.GET.get("weeks", ""), Moment.at()
    weeks = next((each for each in WEEKS if str(each) == asked), of_actions.USUAL)
    context = {
        "found": of_actions.read(weeks, moment),
        "choices": WEEKS,
        "fewest": of_actions.FEWEST,
        "k": moment.organization.anonymity_threshold,
    }
    return render(request, "insights/effects.html", context)
