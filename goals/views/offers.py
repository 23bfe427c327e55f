"""To offer the owner of an objective a hand, and to take that back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from goals import rules, services
from goals.models import Offer
from goals.views.common import fetch


@require_http_methods(["GET", "HEAD", "POST"])
def offer(request, pk):
    objective = fetch(request, pk)
    known = Offer.objects.filter(objective=objective, by=request.user.pk).first()
    if known is None and not rules.can_offer(request.user, objective):
        raise PermissionDenied
    if request.method == "POST":
        services.offer(objective, by=request.user)
        messages.success(request, _("Offered. %(name)s is told.") % {"name": objective.owner})
        return redirect(objective)
    return render(request, "goals/offer.html", {"objective": objective, "offer": known})


@require_POST
def end_offer(request, pk):
    objective = fetch(request, pk)
    if services.end_offer(objective, by=request.user):
        messages.success(request, _("Taken back: you offer no hand any more."))
    else:
        messages.info(request, _("Nothing was changed: there is no offer of yours."))
    return redirect(objective)
