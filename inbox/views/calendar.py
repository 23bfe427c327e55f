from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from inbox import addresses, calendar, services


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_page(request):
    """Make the address, which is shown this once; renew it; revoke it."""
    url, wish = "", request.POST.get("do")
    if request.method == "POST" and wish == "make":
        # Answered at once, not after a redirect: the address is kept nowhere on the way.
        url = services.make_calendar(by=request.user)
    elif request.method == "POST" and wish == "revoke":
        if services.revoke_calendar(by=request.user):
            messages.success(request, _("The address is dead. Calendars that read it get nothing more."))
        return redirect("inbox:calendar")
    status = 422 if request.method == "POST" and not url else 200
    context = {"url": url, "address": services.calendar_of(request.user)}
    return render(request, "inbox/calendar.html", context, status=status)


@login_not_required
@require_safe
def feed(request, secret):
    """What a calendar program reads. The address is the right: who has it needs no login."""
    now = timezone.now()
    address = addresses.row_of(secret, addresses.CALENDAR, now)
    if address is None:
        raise Http404
    content = calendar.feed(address.person, now, made_at=address.made_at)
    etag = quote_etag(calendar.fingerprint(content))
    response = get_conditional_response(request, etag=etag) or HttpResponse(content)
    response["Content-Type"] = "text/calendar; charset=utf-8"
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"  # ask again, and get nothing twice
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
