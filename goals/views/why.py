"""Why is it behind? The section of an objective's page, and all of it on a page of its own."""

from django.core.paginator import Page, Paginator
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from goals import why as reasons
from goals.views.common import fetch, whole_number


def section(found, key_results, explained, viewer) -> dict:
    """For the objective's page: at once what needs one query, else where it is to be had a moment later.

    Where anything is aligned to it, even if none of it counts, the page has spent that query on what is below.
    """
    today = timezone.localdate()
    if found.has_below or explained.more:
        return {"why": reasons.head(found, today), "why_is_whole": False}
    return {"why": reasons.of_own(found, key_results, viewer, today), "why_is_whole": True}


@require_safe
@vary_on_headers("HX-Request")
def why(request, pk):
    found = fetch(request, pk)
    today = timezone.localdate()
    if request.htmx:
        context = {"objective": found, "why": reasons.few(found, request.user, today), "why_is_whole": True}
        return render(request, "goals/_why.html", context)
    answer, number = reasons.whole(found, request.user, today, max(1, whole_number(request.GET.get("page")) or 1))
    pages = Paginator(range(answer.count), reasons.PAGE)
    context = {"objective": found, "why": answer, "page": Page((), number, pages)}
    return render(request, "goals/why.html", context)
