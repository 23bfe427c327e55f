"""The page Goals, and one branch of its tree."""

from datetime import timedelta

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from goals import listing, standing
from goals.files import downloads
from goals.models import Objective, Period
from goals.views.common import whole_number
from org.models import Employee

PAGE = 25
# So long before its last day a period's goals begin to be closed.
ENDING = timedelta(days=14)
TABS = ("mine", "team", "company")


def _opened(request) -> set[int]:
    numbers = (whole_number(text) for text in request.GET.getlist("open")[: listing.OPEN_AT_MOST])
    return {number for number in numbers if number}


def _period(request, periods) -> Period | None:
    wanted = whole_number(request.GET.get("period"))
    chosen = next((period for period in periods if period.pk == wanted), None)
    return chosen or listing.current_period(periods, timezone.localdate())


@require_safe
def index(request):
    periods = list(Period.objects.all())
    period = _period(request, periods)
    owner = whole_number(request.GET.get("owner"))
    person = get_object_or_404(Employee.objects.visible_to(request.user), pk=owner) if owner else request.user
    tab = request.GET.get("tab", "")
    tab = "person" if person != request.user else tab if tab in TABS else "mine"
    context = {"tab": tab, "period": period, "periods": periods, "person": person}
    if period and (ending := downloads.wanted(request)):
        return _download(request, tab, person, period, periods, ending)
    context["tail"] = f"&period={period.pk}" if period else ""
    if period:
        context["is_ending"] = timezone.localdate() >= period.ends_on - ENDING
        context |= {"mine": _person, "person": _person, "team": _team, "company": _company}[tab](
            request, person, period, periods
        )
    return render(request, "goals/index.html", context)


def _download(request, tab, person, period, periods, ending):
    """The list of the tab, whole, as a file."""
    viewer = request.user
    if tab == "company":
        objectives = listing.of_company(viewer, period)
    elif tab == "team":
        objectives = listing.of_team(viewer, person, period, periods, deep=request.GET.get("reach") == "all")
    else:
        objectives = listing.of_person(viewer, person, period, periods)
    name = person if tab == "person" else tab
    return downloads.download(objectives, ending, "goals", name, period, viewer=viewer)


def _page(request, objectives):
    page = Paginator(objectives, PAGE).get_page(request.GET.get("page"))
    page.object_list = standing.dress(list(page.object_list), viewer=request.user)
    return page


def _person(request, person, period, periods):
    return {"page": _page(request, listing.of_person(request.user, person, period, periods))}


def _team(request, person, period, periods):
    deep = request.GET.get("reach") == "all"
    return {
        "deep": deep,
        "page": _page(request, listing.of_team(request.user, person, period, periods, deep=deep)),
        "without_goals": list(listing.without_goals(request.user, person, period, periods)[:20]),
    }


def _company(request, person, period, periods):
    opened = _opened(request)
    nodes = listing.grow(request.user, list(listing.roots(request.user, period, periods)), opened, period)
    standing.dress(listing.flat(nodes), viewer=request.user)
    return {"nodes": nodes, "opened": opened, "page": _page(request, listing.not_aligned(request.user, period))}


@require_safe
@vary_on_headers("HX-Request")
def branch(request, pk):
    """One row of the tree, open or (`?close=1`) closed. Without HTMX the page Goals shows it open."""
    visible = Objective.objects.visible_to(request.user).select_related("owner", "department", "process", "period")
    objective = get_object_or_404(visible, pk=pk)
    period = _period(request, list(Period.objects.all())) or objective.period
    if not request.htmx:
        return redirect(reverse("goals:index", query={"tab": "company", "period": period.pk, "open": pk}))
    opened = set() if request.GET.get("close") else {pk}
    (node,) = listing.grow(request.user, [objective], opened, period)
    standing.dress(listing.flat([node]), viewer=request.user)
    return render(request, "goals/_branch.html", {"node": node, "period": period})
