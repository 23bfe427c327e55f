"""The page of an objective, and the sum behind its number, as of a past day; without one these of today."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from drafts.desk import drafted
from goals import alignment, asof, audience, curve, timeline
from goals.models import Objective
from goals.views import comments
from goals.views import explain as sums
from goals.views import objective as today
from goals.views.common import fetch


@require_safe
@drafted(comments.PLACE)
def objective(request, pk):
    if not request.GET.get("as_of"):
        return today.objective(request, pk)
    found = fetch(request, pk)
    asked = asof.asked(request.GET["as_of"], found, timezone.localdate())
    if asked.day is None:
        return today.whole_page(request, pk, said=asked.said)
    return render(request, "goals/as_of.html", _page_of(request, found, asked))


@require_safe
def explain(request, pk):
    if not request.GET.get("as_of"):
        return sums.explain(request, pk)
    found = fetch(request, pk)
    asked = asof.asked(request.GET["as_of"], found, timezone.localdate())
    if asked.day is None:
        return redirect(f"{found.get_absolute_url()}?{request.GET.urlencode()}")
    asof.put_back(found, asked)
    made = asof.sum_of(
        found, asof.key_results(found, asked.day), asof.aligned(found, request.user, asked.day), asked.day
    )
    return render(request, "goals/explain_as_of.html", {"objective": found, "day": asked.day, "sum": made})


def _page_of(request, found: Objective, asked: asof.Asked) -> dict:
    day = asked.day
    asof.put_back(found, asked)
    key_results = asof.key_results(found, day)
    below = asof.aligned(found, request.user, day)
    supports = asof.chain(found, request.user, day)
    history = timeline.entries(found, request.user, limit=None, until=day)
    whole = request.GET.get("history") == "all"
    made = asof.sum_of(found, key_results, below, day)
    return {
        "objective": found,
        "day": day,
        "key_results": key_results,
        "confidence": today.confidence_of(key_results),
        "supports": supports,
        "above": supports[::-1],
        "aligned": below[: alignment.ALIGNED_SHOWN],
        "aligned_more": max(0, len(below) - alignment.ALIGNED_SHOWN),
        "history": history if whole else history[: timeline.SHOWN],
        "history_more": not whole and len(history) > timeline.SHOWN,
        "audience": audience.sentence(found, request.user),
        **curve.chart_of(found, day),
        "sum": made,
        "has_more_than_own": made.has_more_than_own,
    }
