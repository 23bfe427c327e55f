"""The page Team: the people of a manager, each on a line, and of each who leads the sum of what stands below."""

from datetime import timedelta

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from org.lines import managers_of
from org.models import Employee, Organization
from perfmgmt.shell import organization_of
from perfmgmt.team import members, sums, wish

PER_PAGE = 25
# The columns that one chose last, in this browser: a page to read writes nothing into the database.
COOKIE = "team-columns"
KEPT_FOR = timedelta(days=365)


@require_safe
@vary_on_headers("HX-Request")
def team(request):
    """The viewer's own reports."""
    return _page(request, request.user, [])


@require_safe
@vary_on_headers("HX-Request")
def team_of(request, pk):
    """Those of somebody in the viewer's line."""
    if pk == request.user.pk:
        return redirect("team")
    manager = get_object_or_404(Employee.objects.select_related("department"), pk=pk)
    line = managers_of(manager)
    if request.user not in line:
        raise Http404
    above = line[: line.index(request.user)][::-1]
    return _page(request, manager, above)


def _page(request, manager: Employee, above: list[Employee]):
    viewer, now = request.user, timezone.now()
    asked = wish.of(request.GET, request.COOKIES.get(COOKIE))
    is_own = manager.pk == viewer.pk
    people = members.of(manager, viewer=viewer, now=now, organization=organization_of(request))
    if not people and manager.is_leaver(now):
        raise Http404
    page = Paginator(asked.apply(people), PER_PAGE).get_page(request.GET.get("page"))
    _dress(page, viewer, viewer.today(now), organization_of(request), with_blockers=is_own)
    due = sum(each.is_due for each in people) if is_own else 0
    context = {
        "manager": manager, "above": above, "is_own": is_own, "people": people, "page": page, "wish": asked, "due": due,
        "first_due": next((each for each in page if is_own and each.is_due and not each.to_acknowledge), None),
        "tabs": asked.tabs(people), "headings": asked.headings(is_own), "shown": asked.columns,
        "choice": asked.choice(is_own), "orders": asked.orders(is_own),
    }  # fmt: skip
    response = render(request, "team/_members.html" if request.htmx else "team/team.html", context)
    if asked.is_chosen:
        _remember(response, asked)
    return response


def _dress(page, viewer: Employee, day, organization: Organization, *, with_blockers: bool) -> None:
    """Gives those on the page their lines, and the sums of their teams."""
    members.draw(page.object_list, day)
    leading = [each.person.pk for each in page if each.leads]
    teams = sums.below(leading, viewer=viewer, day=day, organization=organization, with_blockers=with_blockers)
    for each in page:
        each.team = teams.get(each.person.pk)


def _remember(response, asked: wish.Wish) -> None:
    response.set_cookie(
        COOKIE,
        ".".join(asked.columns),
        max_age=KEPT_FOR,
        path=reverse("team"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
