"""Proposed alignments in one list: what waits for one's answer, and where one's own stand."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from goals import proposals as proposing

PAGE = 25
OWN_SHOWN = 20


@require_safe
def proposals(request):
    viewer = request.user
    page = Paginator(proposing.waiting_for(viewer), PAGE).get_page(request.GET.get("page"))
    whole = request.GET.get("own") == "all"
    own = proposing.made_by(viewer)
    found = list(own if whole else own[: OWN_SHOWN + 1])
    context = {
        "page": page,
        "own": proposing.standings(found if whole else found[:OWN_SHOWN], viewer) if found else [],
        "own_more": not whole and len(found) > OWN_SHOWN,
    }
    return render(request, "goals/proposals.html", context)
