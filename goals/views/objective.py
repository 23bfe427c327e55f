"""The page of one objective, and the sum behind its number."""

from decimal import Decimal

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from goals import alignment, audience, curve, following, measure, rules, standing, status, timeline, units
from goals import explain as explanation
from goals.models import KeyResult, Objective
from goals.views.comments import comments_of
from goals.views.common import fetch

WEIGHTS_NAMED = 6


def key_results_of(objective: Objective) -> list[KeyResult]:
    """With `status`, `true_progress` and `expected`, as the page shows them."""
    found = list(objective.key_results.select_related("owner"))
    for key_result in found:
        key_result.objective = objective
    today = timezone.localdate()
    known = status.key_result_statuses(found, today) if found else {}
    for key_result in found:
        key_result.status = known[key_result.pk]
        key_result.true_progress = true_progress(key_result)
        key_result.expected = None if key_result.is_milestone else measure.expected(objective.period, today)
    return found


def true_progress(key_result: KeyResult):
    if key_result.is_milestone:
        return key_result.progress
    return measure.key_result_progress(key_result.baseline, key_result.target, key_result.current)


def _confidence(key_results):
    """The least of the unfinished key results: a chain is as strong as that."""
    known = [each.confidence for each in key_results if each.confidence is not None and (each.progress or 0) < 1]
    return min(known, default=None)


def _say_who_weighs(below, viewer) -> None:
    """`may_weigh` of each: the parent is the same, so the rule can differ only for what the viewer owns."""
    known: dict[bool, bool] = {}
    for child in below:
        is_own = child.owner_id == viewer.pk
        if is_own not in known:
            known[is_own] = rules.can_weigh(viewer, child)
        child.may_weigh = known[is_own]


def page_of(request, found: Objective) -> dict:
    """What the page of an objective shows; the parts that HTMX swaps are drawn from the same."""
    standing.dress([found], viewer=request.user, with_parents=False)
    key_results = key_results_of(found)
    supports = alignment.chain(found, request.user)
    below = alignment.aligned(found, request.user)
    alignment.dressed([*supports, *below], request.user)
    _say_who_weighs(below, request.user)
    context = {
        "objective": found,
        "key_results": key_results,
        "confidence": _confidence(key_results),
        "may_update": any(rules.can_update(request.user, each) for each in key_results),
        "supports": supports,
        "above": supports[::-1],
        "audience": _readers(found, request.user),
    }
    return context | _lists(request, found, below) | _sum(found, request.user) | _curve(found)


def _readers(found, viewer) -> str:
    return _("%(readers)s. %(owner)s and HR can change its targets.") % {
        "readers": audience.sentence(found, viewer),
        "owner": found.owner.get_short_name(),
    }


def _curve(found, *, at_once: bool = False) -> dict:
    """The chart's points; or where they are to be had, since to replay a whole branch takes a moment."""
    today = timezone.localdate()
    has_below = Objective.objects.filter(aligned_to=found).exists()
    if found.state == Objective.State.DRAFT:
        return {"curve_url": "", "points": [], "marks": [], "today": today}
    if not at_once and curve.is_costly(has_below, found, today):
        return {"curve_url": reverse("goals:chart", args=[found.pk]), "points": [], "marks": [], "today": today}
    points = curve.points_of(found, today, has_below=has_below)
    return {"curve_url": "", "points": points, "marks": timeline.breaks(found), "today": today}


def _sum(found, viewer):
    """The sum with its words. Where something is hidden the weights are shares, so that no hidden one stands beside."""
    made = explanation.explain(found, viewer)
    counting = [part for part in made.parts if part.gives is not None]
    gives = [part.gives for part in counting] + ([] if made.hidden is None else [made.hidden])
    is_whole = made.hidden is None and bool(counting)
    return {
        "sum": made,
        # The key results alone stand on the page anyway.
        "has_more_than_own": made.hidden is not None or any(part.objective for part in made.parts),
        "total": sum((part.weight for part in counting), Decimal(0)) if is_whole else None,
        "weights": _weights(counting) if is_whole else "",
        "sum_words": units.sum_in_words(gives, made.progress) if gives and made.progress is not None else "",
    }


def _weights(parts) -> str:
    count = len(parts)
    if count > WEIGHTS_NAMED:
        return ngettext("%(count)d contributor", "%(count)d contributors", count) % {"count": count}
    text = ngettext("%(count)d contributor, weight %(weights)s", "%(count)d contributors, weights %(weights)s", count)
    return text % {"count": count, "weights": ", ".join(units.number(part.weight) for part in parts)}


def _lists(request, found, below):
    shown = len(below) if request.GET.get("aligned") == "all" else alignment.ALIGNED_SHOWN
    whole = request.GET.get("history") == "all"
    history = timeline.entries(found, request.user, limit=None if whole else timeline.SHOWN + 1)
    return {
        "aligned": below[:shown],
        "aligned_more": max(0, len(below) - shown),
        "history": history if whole else history[: timeline.SHOWN],
        "history_more": not whole and len(history) > timeline.SHOWN,
    }


@require_safe
def objective(request, pk):
    found = fetch(request, pk, is_followed=following.by(request.user))
    context = page_of(request, found) | comments_of(request, found)
    context |= {"also": alignment.also(found, request.user), "is_followed": found.is_followed}
    return render(request, "goals/objective.html", context)


@require_safe
def explain(request, pk):
    found = fetch(request, pk)
    return render(request, "goals/explain.html", {"objective": found} | _sum(found, request.user))


@require_safe
@vary_on_headers("HX-Request")
def chart(request, pk):
    found = fetch(request, pk)
    context = {"objective": found} | _curve(found, at_once=True)
    return render(request, "goals/_chart_place.html" if request.htmx else "goals/chart.html", context)
