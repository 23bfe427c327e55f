"""What several views of this app begin or end with."""

import re

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from drafts.services import EndedError
from feedback.models import CheckIn

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])

# Fields in which a person writes, with or without the prefix of their form.
_WORDS = re.compile(
    r"went_well|in_the_way|private_note|how_it_goes|in_my_way|what_i_need|reason|answer_\d+|(action-\d+|blocker)-(text|text_upward)"
)


def typed(request):
    """What a form is bound to: what was sent now, or what was typed before the login expired."""
    return request.POST if request.method == "POST" else getattr(request, "resumed", None) or None


def check_ins(viewer):
    return CheckIn.objects.visible_to(viewer).select_related(
        "employee__manager__manager", "employee__location", "manager", "opened_to"
    )


def not_yours(request):
    """404. Whoever led it until a moment ago gets back what they typed, whether or not there is such a check-in; it
    stays their draft, and nobody else's.
    """
    words = [text for name, text in request.POST.items() if _WORDS.fullmatch(name) and text.strip()]
    if not words:
        raise Http404
    context = {"words": words, "is_kept": _kept(request)}
    return render(request, "feedback/not_yours.html", context, status=404)


def _kept(request) -> bool:
    """What was sent is its writer's draft by now. Without the form's ticket, or too long, it is on the page only."""
    draft = getattr(request, "draft", None)
    if draft is None:
        return False
    try:
        draft.save()
    except (PermissionDenied, ValidationError, EndedError):
        return False
    return True


def searched(request) -> str:
    """What is typed into the people picker; without JavaScript its button sends the whole form."""
    return (request.POST if "search" in request.POST else request.GET).get("find", "")
