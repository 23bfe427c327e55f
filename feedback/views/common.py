"""What several views of this app begin or end with."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from feedback.models import CheckIn
from inbox.views.back import ours

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


def typed(request):
    """What a form is bound to: what was sent now, or what was typed before the login expired."""
    return request.POST if request.method == "POST" else getattr(request, "resumed", None) or None


def came_from(request) -> str:
    """The page that a form was opened from, as its address says (`next`), to go on there; else empty."""
    return ours(request.GET.get("next", ""))


def check_ins(viewer):
    return CheckIn.objects.visible_to(viewer).select_related(
        "employee__manager__manager", "employee__location", "manager", "opened_to"
    )


def searched(request) -> str:
    """What is typed into the people picker; without JavaScript its button sends the whole form."""
    return (request.POST if "search" in request.POST else request.GET).get("find", "")


def refuse(form, error: ValidationError, otherwise: str | None = None) -> None:
    """Beside the fields that the service names, else beside `otherwise`, or above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(otherwise, error.messages)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def tick(request, action, *, finish, reopen) -> str:
    """Ticks `action` off or, with `again`, open again, by these services. Why it was refused; empty where not."""
    again = request.POST.get("again") == "1"
    try:
        (reopen if again else finish)(action, by=request.user)
    except ValidationError as refusal:
        return " ".join(refusal.messages)
    messages.success(request, _("Open again.") if again else _("Done."))
    return ""
