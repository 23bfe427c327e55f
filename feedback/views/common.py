"""What several views of this app begin or end with."""

import re

from django.http import Http404
from django.shortcuts import render

from feedback.models import CheckIn

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
    """404. Whoever led it until a moment ago gets back what they typed, whether or not there is such a check-in."""
    words = [text for name, text in request.POST.items() if _WORDS.fullmatch(name) and text.strip()]
    if not words:
        raise Http404
    return render(request, "feedback/not_yours.html", {"words": words}, status=404)
