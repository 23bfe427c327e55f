"""Close all that one has to close of a period."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from drafts.desk import drafted, sending
from goals import closing, listing
from goals.models import Period
from goals.services.closing import Done
from goals.views.closing_page import Page
from goals.views.common import answer, whole_number


@require_http_methods(["GET", "POST"])
def close_period(request):
    periods = list(Period.objects.all())
    period = _period(request, periods)
    if period is None:
        return render(request, "goals/close_period.html", {"period": None, "periods": []})
    return _close(request, period=period, periods=periods)


@drafted(lambda request, period, periods: f"period:{period.pk}:close")
def _close(request, period, periods):
    page = Page(request, period, periods)
    request.draft.fill(*page.forms)
    if request.method == "POST" and (done := page.save(within=sending(request))):
        messages.success(request, _done_words(done, page.into))
        return redirect(reverse("goals:close_period", query={"period": period.pk}))
    return answer(request, "goals/close_period.html", page.context(), invalid=True)


def _period(request, periods) -> Period | None:
    """The one asked for; else the last that is over and holds something to close; else today's."""
    today, by_id = timezone.localdate(), {period.pk: period for period in periods}
    if (wanted := whole_number(request.GET.get("period"))) in by_id:
        return by_id[wanted]
    waiting = closing.to_close(request.user).filter(period__ends_on__lte=today)
    last = waiting.order_by("-period__ends_on", "-period").values_list("period", flat=True).first()
    return by_id.get(last) or listing.current_period(periods, today)


def _done_words(done: Done, into: Period | None) -> str:
    """“Closed: 2. Carried over into 2026 Q4 as drafts: 1.”"""
    words = []
    if done.closed:
        words.append(ngettext("%(n)d objective closed.", "%(n)d objectives closed.", done.closed) % {"n": done.closed})
    if done.carried:
        text = ngettext(
            "%(n)d of them goes on in %(period)s, as a draft.",
            "%(n)d of them go on in %(period)s, as drafts.",
            done.carried,
        )
        words.append(text % {"n": done.carried, "period": into})
    if done.cancelled:
        text = ngettext("%(n)d objective cancelled.", "%(n)d objectives cancelled.", done.cancelled)
        words.append(text % {"n": done.cancelled})
    return " ".join(words)
