from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from inbox import addresses, services
from inbox.forms import PreferencesForm
from inbox.models import MailPreference
from org.zones import exists


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request):
    me = request.user
    initial = {"frequency": services.frequency_of(me), "time_zone": me.time_zone, "language": me.language}
    typed = request.POST if request.method == "POST" else request.resumed or None
    form = PreferencesForm(typed, initial=initial, person=me)
    if request.method == "POST" and form.is_valid():
        services.set_preferences(by=me, **form.cleaned_data)
        messages.success(request, _("Saved. What waits for you stays on Today all the same."))
        return redirect("inbox:preferences")
    status = 422 if request.method == "POST" else 200
    gone = me.time_zone if me.time_zone and not exists(me.time_zone) else ""
    return render(request, "inbox/preferences.html", {"form": form, "gone_zone": gone}, status=status)


@login_not_required
@csrf_exempt  # the address is the secret, and mail programs that post for the reader (RFC 8058) have no cookie
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request, secret):
    """Stop the mail, or send it again, without a login; a GET, which mail scanners do, only shows the buttons."""
    person = addresses.holder(secret, addresses.UNSUBSCRIBE)
    if person is None:
        return _private(render(request, "inbox/unsubscribe_ended.html", status=410))
    if request.user.is_authenticated and request.user.pk != person.pk:
        return _private(render(request, "inbox/unsubscribe_not_yours.html", status=403))
    wish = _wish(request.POST)
    if wish:
        services.set_frequency(person, wish, by=person)
    context = {"frequency": services.frequency_of(person), "changed": bool(wish)}
    status = 422 if request.method == "POST" and not wish else 200
    return _private(render(request, "inbox/unsubscribe.html", context, status=status))


def _wish(data) -> str:
    """What a post asks for: by a button of the page, or by a mail program's one click (RFC 8058)."""
    if data.get("List-Unsubscribe") == "One-Click" or data.get("do") == "stop":
        return MailPreference.Frequency.NONE
    wish = data.get("do", "")
    return wish if wish in (MailPreference.Frequency.DAILY, MailPreference.Frequency.WEEKLY) else ""


def _private(response):
    """The address is a secret: no page that it leads to, and no search engine, is told of it."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
