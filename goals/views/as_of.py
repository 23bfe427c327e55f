"""The page of an objective, and the sum behind its number, as of a past day; without one these of today."""

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from drafts.desk import drafted
from goals import alignment, around, asof, curve, timeline
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
    context = _then(request, found, asked)
    context = {name: context[name] for name in ("objective", "day", "sum")}
    return render(request, "goals/explain_as_of.html", context)


def _then(request, found: Objective, asked: asof.Asked) -> dict:
    """How it stood, and all that this was drawn from."""
    viewer, day, rows = request.user, asked.day, timeline.read(found)
    own = list(found.key_results.select_related("owner"))
    asof.put_back(found, asked)
    then = asof.around(found, viewer, day)
    key_results, below = asof.key_results(found, own, rows, day), asof.aligned(then)
    made = asof.sum_of(found, then, key_results, below)
    page = Paginator(below, alignment.ALIGNED_SHOWN).get_page(request.GET.get("page"))
    shown = asof.shown_of(made) | {each.pk for each in page.object_list}
    _people, parents = timeline.wanted(found, rows)
    known = around.objectives_of(found, viewer, {*shown, *then.above, *parents}, then=asof.owner(day))
    asof.put((known[pk] for pk in shown if pk in known), then.below, day)
    owners, keepers = asof.owners(found, rows, known.values(), day), asof.keepers(rows, day)
    people = around.read(found, viewer, own, rows, known, also={*owners.values(), *keepers.values()} - {None})
    asof.give_back(known.values(), owners, people.people)
    asof.give_back(key_results, keepers, people.people)
    return {
        "objective": found,  # with today's owner, from whom follows who may read what
        "owner": people.people.get(owners.get(found.pk), found.owner),
        "day": day,
        "key_results": key_results,
        "supports": asof.chain(found, then, known, day),
        "page": page,
        "aligned": [known[each.pk] for each in page.object_list if each.pk in known],
        "sum": asof.filled(made, known),
        "rows": rows,
        "people": people,
    }


def _page_of(request, found: Objective, asked: asof.Asked) -> dict:
    context = _then(request, found, asked)
    day, rows, people = asked.day, context.pop("rows"), context.pop("people")
    return context | {
        "confidence": today.confidence_of(context["key_results"]),
        "above": context["supports"][::-1],
        "audience": people.readers,
        **comments.until(request, found, day),
        **curve.chart_of(found, day, rows),
        **today.history_of(request, found, rows, people.names, until=day),
        "has_more_than_own": context["sum"].has_more_than_own,
    }
