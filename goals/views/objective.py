"""The page of one objective, and its curve."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from goals import alignment, around, curve, following, measure, rules, standing, status, timeline
from goals import explain as explanation
from goals.models import KeyResult, Objective, Offer
from goals.views.comments import comments_of
from goals.views.common import fetch
from goals.views.drafting import draft_of
from goals.views.why import section as why_section
from org.models import Employee


def key_results_of(objective: Objective) -> list[KeyResult]:
    """With `status`, `true_progress` and `expected`, as the page shows them."""
    found = list(objective.key_results.select_related("owner"))
    for key_result in found:
        key_result.objective = objective
    today = timezone.localdate()
    known = status.key_result_statuses(found, today) if found else {}
    standing.mark_without_owner(found)
    for key_result in found:
        key_result.status = known[key_result.pk]
        key_result.true_progress = true_progress(key_result)
        key_result.expected = None if key_result.is_milestone else measure.expected(objective.period, today)
    return found


def true_progress(key_result: KeyResult):
    if key_result.is_milestone:
        return key_result.progress
    return measure.key_result_progress(key_result.baseline, key_result.target, key_result.current)


def confidence_of(key_results):
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
    viewer, today = request.user, timezone.localdate()
    standing.dress([found], viewer=viewer, with_parents=False)
    key_results, rows = key_results_of(found), timeline.read(found)
    levels = explanation.read(found, viewer, own=key_results, with_below=found.has_below)
    page = _page_of_aligned(request, levels.below(found.pk))
    _people, parents = timeline.wanted(found, rows)
    near = around.objectives_of(found, viewer, {*levels.shown, *parents, *(each.pk for each in page.object_list)})
    made, people = levels.sum_of(found, near), around.read(found, viewer, key_results, rows, near)
    supports = alignment.chain(found, near)
    below = [near[each.pk] for each in page.object_list if each.pk in near]
    for child in below:
        child.aligned_to = found  # loaded already, with what the rules ask of it
    alignment.dressed([*supports, *below], viewer)
    _say_who_weighs(below, viewer)
    context = {
        "objective": found,
        "key_results": key_results,
        "confidence": confidence_of(key_results),
        "may_update": any(rules.can_update(viewer, each) for each in key_results),
        "supports": supports,
        "above": supports[::-1],
        "also": alignment.also(near),
        "aligned": below,
        "page": page,
        "audience": _readers(found, people.readers),
    }
    context |= draft_of(found, viewer, key_results) | curve.chart_of(found, today, rows)
    # The key results alone stand on the page anyway.
    context |= {"sum": made, "has_more_than_own": made.has_more_than_own, "opened": ()}
    return context | history_of(request, found, rows, people.names) | why_section(found, key_results, made, viewer)


def _readers(found, sentence: str) -> str:
    return _("%(readers)s. %(owner)s and HR can change its targets.") % {
        "readers": sentence,
        "owner": found.owner.get_short_name(),
    }


def _page_of_aligned(request, below):
    return Paginator(alignment.in_order(below), alignment.ALIGNED_SHOWN).get_page(request.GET.get("page"))


def history_of(request, found, rows: timeline.Rows, names: timeline.Names, until=None) -> dict:
    whole = request.GET.get("history") == "all"
    history = timeline.entries(found, rows, names, limit=None if whole else timeline.SHOWN + 1, until=until)
    return {
        "history": history if whole else history[: timeline.SHOWN],
        "history_more": not whole and len(history) > timeline.SHOWN,
    }


@require_safe
def objective(request, pk):
    return whole_page(request, pk)


def whole_page(request, pk, said: str = ""):
    """The page of today; `said` stands above it: why another day that was asked for cannot be shown."""
    found = fetch(request, pk, is_followed=following.by(request.user), offered=Offer.objects.told())
    context = page_of(request, found) | comments_of(request, found)
    offers = sorted((Employee(**told) for told in found.offered or ()), key=lambda person: (str(person), person.pk))
    context |= {"is_followed": found.is_followed, "as_of_said": said, "offers": offers}
    context["has_offered"] = any(person.pk == request.user.pk for person in offers)
    return render(request, "goals/objective.html", context)
