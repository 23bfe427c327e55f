"""Search: people, objectives and pages, in what the viewer may see."""

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from goals.models import Objective
from org.models import Employee
from perfmgmt.shell import places_for

LONGEST = 100
SHORTEST = 2
WORDS = 5
IN_THE_LIST, ON_THE_PAGE = 5, 25


def people(viewer, words: list[str]) -> QuerySet:
    """Each word somewhere in the name, the address or the title; whose name starts with it first."""
    found = Employee.objects.visible_to(viewer).present().select_related("department")
    for word in words:
        found = found.filter(
            Q(first_name__icontains=word)
            | Q(last_name__icontains=word)
            | Q(preferred_name__icontains=word)
            | Q(email__istartswith=word)
            | Q(job_title__icontains=word)
        )
    starts = (
        Q(first_name__istartswith=words[0])
        | Q(last_name__istartswith=words[0])
        | Q(preferred_name__istartswith=words[0])
    )
    return _starting_first(found, starts).order_by("rank", "last_name", "first_name", "pk")


def objectives(viewer, words: list[str]) -> QuerySet:
    """Each word in the title; the newest period first."""
    found = Objective.objects.visible_to(viewer).select_related("owner", "period")
    found = found.exclude(state=Objective.State.CANCELLED).exclude(~Q(owner=viewer), state=Objective.State.DRAFT)
    for word in words:
        found = found.filter(title__icontains=word)
    ranked = _starting_first(found, Q(title__istartswith=words[0]))
    return ranked.order_by("-period__starts_on", "rank", "title", "pk")


def _starting_first(found: QuerySet, starts: Q) -> QuerySet:
    return found.annotate(rank=Case(When(starts, then=Value(0)), default=Value(1), output_field=IntegerField()))


def pages(viewer, words: list[str]) -> list:
    return [place for place in places_for(viewer, "") if all(word.lower() in place.words.lower() for word in words)]


@require_safe
@vary_on_headers("HX-Request")
def search(request):
    query = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:LONGEST]
    words = query.split()[:WORDS]
    is_list = "HX-Request" in request.headers
    most = IN_THE_LIST if is_list else ON_THE_PAGE
    found = {"query": query, "is_asked": len(query) >= SHORTEST, "most": most}
    if found["is_asked"]:
        found["people"] = list(people(request.user, words)[:most])
        found["objectives"] = list(objectives(request.user, words)[:most])
        found["pages"] = pages(request.user, words)
        found["is_empty"] = not (found["people"] or found["objectives"] or found["pages"])
    return render(request, "search/_found.html" if is_list else "search/search.html", found)
