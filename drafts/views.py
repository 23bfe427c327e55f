import json

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from drafts import ageing, devices, places, reading, saying, services, tickets
from drafts.models import Draft

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
MOST_SHOWN = 100


@login_not_required  # whose login has expired is told so, in words; the text stays in the tab
@csrf_exempt  # the ticket does that: see drafts.tickets. A form's token is renewed with each login, the page is not
@never_cache
@sensitive_post_parameters()
@require_POST
def save(request):
    """What the page sends while one types: JSON in, JSON out, with the words to show."""
    if not request.user.is_authenticated:
        words = _("Not saved yet: you are logged out. What you typed stays in this tab.")
        return _refused(401, words, login=reverse("account_login"))
    try:
        ticket, typed = _sent(request)
    except (RequestDataTooBig, ValidationError):
        return _refused(422, _("This is longer than a draft can be. It is not saved, but it stays here: shorten it."))
    except (tickets.InvalidTicketError, ValueError, TypeError, KeyError, AttributeError):
        return _refused(400, _("Not saved: this page is too old. Copy what you typed and open it again."))
    if ticket.person_id != request.user.pk:
        return _refused(403, _("Not saved: somebody else is logged in by now. What you typed stays in this tab."))
    if _is_same(request):
        services.drop_same(ticket, typed, by=request.user)
        return JsonResponse({"state": "none", "ticket": ticket.renewed().text(), "words": ""})
    try:
        draft = services.save(ticket, typed, by=request.user)
    except services.EndedError:
        return JsonResponse({"state": "ended", "ticket": ticket.renewed().text(), "words": ""})
    except ValidationError as refusal:
        return _refused(422, " ".join(refusal.messages))
    return JsonResponse(_kept(ticket, draft))


def _sent(request) -> tuple[tickets.Ticket, services.Typed]:
    sent = json.loads(request.body)
    typed = services.Typed(
        fields=services.kept((name, list(map(str, values))) for name, values in sent["fields"].items()),
        base=int(sent["base"]),
        instance=str(sent["instance"])[:32],
        sequence=min(int(sent["sequence"]), 2**31 - 1),
        device=devices.named(request.headers.get("User-Agent", "")),
    )
    return tickets.read(sent["ticket"]), typed


def _is_same(request) -> bool:
    """The page says that nothing differs any more from what stood there."""
    return json.loads(request.body).get("same") is True


def _kept(ticket, draft) -> dict:
    """What the page needs to go on: its ticket anew, for it lives as long as the draft."""
    others = list(Draft.objects.filter(author=draft.author_id, state="open").at(draft.key).exclude(pk=draft.pk))
    return {
        "state": "saved",
        "words": saying.saved(draft),
        "base": draft.revision,
        "ticket": tickets.Ticket(draft.author_id, draft.key, draft.token, ticket.path).text(),
        "others": saying.several(draft, others),
        "compare": reverse("drafts:compare", args=[draft.pk]) if others else "",
    }


def _refused(status: int, words: str, **more) -> JsonResponse:
    return JsonResponse({"state": "refused", "words": words} | more, status=status)


@require_safe
def index(request):
    """My drafts: what, when, until when."""
    now = timezone.now()
    mine = list(Draft.objects.visible_to(request.user)[:MOST_SHOWN])
    keys = [draft.key for draft in mine]
    titles = places.titles(keys, request.user)
    for draft in mine:
        draft.title = titles.get(draft.key, "")
        draft.has_others = keys.count(draft.key) > 1
        draft.begins = reading.excerpt(draft)
        draft.is_ageing = ageing.is_ageing(draft, now)
    return render(request, "drafts/index.html", {"drafts": mine})


def _mine(request, pk) -> Draft:
    draft = get_object_or_404(Draft.objects.visible_to(request.user), pk=pk)
    draft.title = places.titles([draft.key], request.user).get(draft.key, "")
    return draft


@require_safe
def draft(request, pk):
    """Its text, also where the form is not there any more."""
    found = _mine(request, pk)
    found.is_ageing = ageing.is_ageing(found, timezone.now())
    rows = reading.rows(found.key, [found], request.user)
    return render(request, "drafts/draft.html", {"draft": found, "rows": rows})


@GET_OR_POST
def compare(request, pk):
    """This draft beside the newest other one of its place; the writer keeps one of the two, or both."""
    found = _mine(request, pk)
    others = Draft.objects.visible_to(request.user).at(found.key).exclude(pk=pk)
    if request.method == "POST":
        return _chosen(request, found, others)
    other = others.first()
    if other is None:
        return redirect(found.path)
    context = {"draft": found, "other": other, "rows": reading.rows(found.key, [found, other], request.user)}
    return render(request, "drafts/compare.html", context | {"others": others.count()})


def _chosen(request, found, others):
    """What was shown goes only if it still says what was shown: `keep` and `drop` name a draft and its revision."""
    shown = {f"{each.pk}-{each.revision}": each for each in [found, *others]}
    kept, dropped = shown.get(request.POST.get("keep")), shown.get(request.POST.get("drop"))
    if kept is None or dropped is None:
        messages.warning(request, _("A draft was written on meanwhile. Look at both once more."))
        return redirect("drafts:compare", found.pk)
    services.choose(kept, by=request.user, against=[dropped.pk])
    messages.success(request, _("The draft of %(time)s is in the form.") % {"time": saying.said_at(kept)})
    return redirect(kept.path)


@GET_OR_POST
def discard(request, pk):
    found = _mine(request, pk)
    if request.method == "POST":
        services.discard(found, by=request.user)
        messages.success(request, _("The draft is gone."))
        return redirect(found.path if request.POST.get("back") == "form" and found.title else "drafts:index")
    context = {"draft": found, "rows": reading.rows(found.key, [found], request.user)}
    return render(request, "drafts/discard.html", context)
