from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from inbox import rows, services, snoozing
from inbox.models import Notification
from inbox.views.back import back
from org.models import Organization

ON_A_PAGE = 25
NEWS_BESIDE = 8
TABS = ("waiting", "snoozed", "news")


@require_safe
def index(request):
    """What waits, by urgency or by person; what rests; the news. One tab is a page of rows."""
    now, viewer = timezone.now(), request.user
    waiting = snoozing.waiting_for(viewer, now)
    mine = Notification.objects.visible_to(viewer).select_related("actor")
    tab, by_person = _one_of(TABS, request.GET.get("tab")), request.GET.get("by") == "person"
    listed = {"waiting": waiting.duties, "snoozed": waiting.resting, "news": mine}[tab]
    if tab == "waiting" and by_person:
        listed = rows.grouped(waiting.duties)
    page = Paginator(listed, ON_A_PAGE).get_page(request.GET.get("page"))
    today, organization = viewer.today(now), Organization.objects.current()
    context = {
        "tab": tab,
        "by_person": by_person,
        "page": page,
        "rows": rows.dressed(page.object_list, today, organization) if tab == "waiting" else [],
        "resting": rows.resting(page.object_list, today) if tab == "snoozed" else [],
        "duties_count": len(waiting.duties),
        "snoozed": len(waiting.resting),
        "news": mine[:NEWS_BESIDE] if tab == "waiting" and page.number == 1 else [],
        "unread": mine.unread().count(),
    }
    return render(request, "inbox/index.html", context)


def _one_of(known, asked):
    return asked if asked in known else known[0]


@require_http_methods(["GET", "HEAD", "POST"])
def news(request, pk):
    """One event. To open it is a POST: it is seen from then on, and its place is shown."""
    event = get_object_or_404(Notification.objects.visible_to(request.user).select_related("actor"), pk=pk)
    if request.method != "POST":
        return render(request, "inbox/news.html", {"event": event})
    services.seen(Notification.objects.filter(pk=pk), by=request.user)
    return redirect(event.path)


@require_POST
def seen(request, pk):
    """Mark one as seen, without opening it."""
    event = get_object_or_404(Notification.objects.visible_to(request.user), pk=pk)
    services.seen(Notification.objects.filter(pk=event.pk), by=request.user)
    return redirect(back(request))


@require_http_methods(["GET", "HEAD", "POST"])
def see_all(request):
    mine = Notification.objects.visible_to(request.user)
    if request.method != "POST":
        return render(request, "inbox/see_all.html", {"unread": mine.unread().count()})
    count = services.seen(mine, by=request.user)
    words = ngettext("%(count)d thing marked as seen.", "%(count)d things marked as seen.", count)
    messages.success(request, words % {"count": count})
    return redirect("inbox:index")
