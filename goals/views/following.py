"""Follow an objective, and what changed on all that one follows."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from goals import following, services, standing
from goals.files import downloads
from goals.views.common import fetch

PAGE = 25


@require_safe
@vary_on_headers("HX-Request")
def followed(request):
    if ending := downloads.wanted(request):
        return downloads.download(following.of(request.user), ending, _("followed"), viewer=request.user)
    news = following.news(request.user, timezone.now())
    if request.htmx:
        shown = following.GROUPS_SHOWN
        context = {"followed": news[:shown], "followed_more": max(0, len(news) - shown), "followed_later": False}
        return render(request, "goals/_followed.html", context)
    rows = following.of(request.user).select_related("owner", "department", "process", "period")
    page = Paginator(rows.order_by("title", "pk"), PAGE).get_page(request.GET.get("page"))
    page.object_list = standing.dress(list(page.object_list), viewer=request.user)
    return render(request, "goals/followed.html", {"page": page, "followed": news, "period": None})


@require_POST
@vary_on_headers("HX-Request")
def follow(request, pk):
    objective = fetch(request, pk)
    services.follow(objective, by=request.user)
    return _answer(request, objective, _("You follow it: what changes is told on Today."), is_followed=True)


@require_POST
@vary_on_headers("HX-Request")
def unfollow(request, pk):
    objective = fetch(request, pk)
    services.unfollow(objective, by=request.user)
    return _answer(request, objective, _("You follow it no longer."), is_followed=False)


def _answer(request, objective, said: str, *, is_followed: bool):
    if request.htmx:
        return render(request, "goals/_follow.html", {"objective": objective, "is_followed": is_followed})
    messages.success(request, said)
    return redirect(objective)
