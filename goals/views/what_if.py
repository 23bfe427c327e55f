"""What if some key results stood elsewhere? A form sent by GET: the thought is in the address, nothing is saved."""

import re

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from goals import measure, whatif
from goals.forms import WhatIfForm
from goals.models import Objective
from goals.views.common import fetch, whole_number

FOUND = 10


@require_safe
@vary_on_headers("HX-Request")
def what_if(request, pk):
    """The result; and the whole page where it is not HTMX that asks."""
    found = fetch(request, pk)
    if found.state != Objective.State.ACTIVE:
        return render(request, "goals/what_if.html", {"objective": found, "form": None})
    wanted = _wanted(request)
    limit = min(whatif.AT_MOST, max(whatif.AT_A_TIME, whole_number(request.GET.get("n")) or 0, len(wanted)))
    key_results = whatif.movable(found, request.user, limit=limit + 1, first=wanted)
    has_more = len(key_results) > limit
    if has_more:
        key_results = _without_one(key_results, wanted)
    form = WhatIfForm(request.GET, key_results=key_results)
    context = {"objective": found, "form": form} | _result(request, found, form)
    if request.htmx:
        return render(request, "goals/_what_if_result.html", context | {"oob": True})
    search = " ".join(request.GET.get("q", "").split())[:100]
    context |= {"search": search, "found": _search(request, found, search, key_results), "has_more": has_more}
    return render(request, "goals/what_if.html", context | {"next": min(whatif.AT_MOST, len(key_results) + 10)})


def _wanted(request) -> list[int]:
    """Those whose values are in the address, and the one that is added."""
    named = [match[1] for name in request.GET if (match := re.fullmatch(r"v(\d{1,17})", name, re.ASCII))]
    numbers = [whole_number(text) for text in [*named, *request.GET.getlist("add")]]
    return list(dict.fromkeys(number for number in numbers if number))[: whatif.AT_MOST]


def _without_one(key_results, wanted):
    """The one too many is the least that nobody asked for."""
    least = next(each for each in reversed(key_results) if each.pk not in wanted or len(wanted) > whatif.AT_MOST)
    return [each for each in key_results if each is not least]


def _result(request, found, form) -> dict:
    form.is_valid()
    moved = form.moved()
    today = timezone.localdate()
    levels = whatif.simulate(found, moved, today)
    expected = measure.expected(found.period, today)
    return {"levels": levels, "top": levels[0], "moved": len(moved), "rows": form.rows(), "expected": expected}


def _search(request, found, search: str, key_results):
    if not search:
        return []
    shown = [each.pk for each in key_results]
    return whatif.movable(found, request.user, limit=FOUND, first=shown, search=search)
