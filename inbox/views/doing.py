from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from inbox import services, snoozing
from inbox.forms import SnoozeForm
from inbox.views.back import back
from org.models import Organization


@require_POST
def do(request):
    """Do a duty in its row: tick off, acknowledge."""
    try:
        done = services.do_in_place(request.POST.get("key", ""), by=request.user)
    except ObjectDoesNotExist:
        raise Http404 from None
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(back(request))
    words = done.words
    if done.undo:
        words = format_html('{} <a href="{}">{}</a>', words, done.undo, _("Take it back"))
    messages.success(request, words)
    return redirect(back(request))


@require_http_methods(["GET", "HEAD", "POST"])
def snooze(request):
    """Let a duty rest: by a button of its row, or here by a day of one's own."""
    asked = request.POST if request.method == "POST" else request.GET
    now, key = timezone.now(), asked.get("key", "")
    duty = next((duty for duty in snoozing.waiting_for(request.user, now).duties if duty.key == key), None)
    form = SnoozeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.snooze(key, form.cleaned_data["until"], by=request.user, now=now)
        except ValidationError as error:
            if error.code == "gone":
                messages.warning(request, " ".join(error.messages))
                return redirect(back(request))
            form.add_error("until", error)
        else:
            messages.success(request, _("It rests until %(day)s.") % {"day": date_format(row.until, "l j F")})
            return redirect(back(request))
    if duty is None:
        raise Http404
    today = request.user.today(now)
    context = {"duty": duty, "form": form, "back": back(request)}
    context["latest"] = snoozing.latest(duty, today, Organization.objects.current())
    return render(request, "inbox/snooze.html", context, status=422 if form.errors else 200)


@require_POST
def wake(request):
    if services.wake(request.POST.get("key", ""), by=request.user):
        messages.success(request, _("It waits for you again."))
    return redirect(back(request))
