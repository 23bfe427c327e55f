"""What several views of this app begin or end with."""

from django.views.decorators.http import require_http_methods

from feedback.models import CheckIn

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


def typed(request):
    """What a form is bound to: what was sent now, or what was typed before the login expired."""
    return request.POST if request.method == "POST" else getattr(request, "resumed", None) or None


def check_ins(viewer):
    return CheckIn.objects.visible_to(viewer).select_related(
        "employee__manager__manager", "employee__location", "manager", "opened_to"
    )


def searched(request) -> str:
    """What is typed into the people picker; without JavaScript its button sends the whole form."""
    return (request.POST if "search" in request.POST else request.GET).get("find", "")
