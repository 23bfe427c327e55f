"""Search: people, objectives, check-ins and feedback, pages and actions, in what the viewer may see.

Each part asks its app, which starts from `visible_to`: what is hidden is neither found nor counted, and no number of
results is shown, so that nothing tells that there is more.
"""

from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from feedback import searching as texts
from goals import searching as objectives
from org import searching as people
from org.models import Employee
from org.names import fold
from org.spelling import closeness
from perfmgmt import actions
from perfmgmt.shell import places_for

LONGEST = 100
SHORTEST = 2
IN_THE_LIST, ON_THE_PAGE = 5, 25
TEXTS = 10
KINDS = ("people", "objectives", "actions", "pages", "check_ins", "feedback")


def pages(viewer, words: list[str]) -> list:
    return [place for place in places_for(viewer, "") if closeness(words, f" {fold(place.words)} ") is not None]


def find(viewer, words: list[str], most: int, *, with_texts: bool) -> dict:
    """At most `most` of each kind. What somebody wrote does not come up while one types."""
    asked, all_words = actions.asked(words), words
    words = asked.rest or words  # “give feedback to Ben” looks for Ben
    who = people.find(Employee.objects.visible_to(viewer), words, most)
    goals = objectives.find(viewer, words, most)
    to_do = actions.actions(viewer, asked, who.people)
    if not asked.phrases and len(who.people) == 1:
        to_do = actions.about(viewer, who.people[0])
    return {
        "people": who.people,
        "people_are_near": who.is_near,
        "objectives": goals.objectives,
        "objectives_are_near": goals.is_near,
        "actions": to_do,
        "pages": pages(viewer, all_words),
        "check_ins": texts.check_ins(viewer, words, TEXTS) if with_texts else [],
        "feedback": texts.feedback(viewer, words, TEXTS) if with_texts else [],
    }


@require_safe
@vary_on_headers("HX-Request")
def search(request):
    query = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:LONGEST]
    words, is_list = people.words_of(query), "HX-Request" in request.headers
    found = {"query": query, "is_asked": len(query) >= SHORTEST and bool(words)}
    if found["is_asked"]:
        found |= find(request.user, words, IN_THE_LIST if is_list else ON_THE_PAGE, with_texts=not is_list)
        found["is_empty"] = not any(found[kind] for kind in KINDS)
    return render(request, "search/_found.html" if is_list else "search/search.html", found)
