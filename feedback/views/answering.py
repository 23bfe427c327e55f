"""A request for feedback is answered or declined by one who was asked."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from drafts.desk import drafted, sending
from drafts.filling import fill
from feedback import asking, readers, services
from feedback.forms import AnswerForm, DeclineForm
from feedback.models import Feedback, FeedbackRequest, RequestedAnswer
from feedback.models.feedback import PROMPTS
from feedback.views.common import GET_OR_POST, typed
from feedback.views.words import advise, is_looking
from goals.models import Objective
from org import audience
from org.models import Organization


def _asked(request, pk) -> RequestedAnswer:
    """The viewer's own part of a request. Whoever may read the request without being asked may not answer it."""
    wanted = FeedbackRequest.objects.filter(pk=pk).order_by()  # so that a number no database holds is none
    rows = RequestedAnswer.objects.visible_to(request.user).filter(person=request.user, request__in=wanted.values("pk"))
    asked = rows.select_related(*asking.WITH).first()
    if asked is not None:
        return asked
    if FeedbackRequest.objects.visible_to(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    raise Http404


@GET_OR_POST
@drafted("feedback:{pk}:answer")
def answer(request, pk):
    asked, is_preview = _asked(request, pk), False
    if "as_feedback" in request.POST:
        return _as_feedback(request, asked)
    # Sent twice, it is one answer: the service knows whether the words are the same.
    is_again = request.method == "POST" and asked.state == RequestedAnswer.State.ANSWERED
    if asking.over(asked) and not is_again:
        return _over(request, asked)
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        try:
            with sending(request):
                given = _answer(form, asked, request.user)
        except services.OverError:
            return _over(request, _asked(request, pk))
        except ValidationError as error:
            is_preview = getattr(error, "code", None) == "readers"
            if not is_preview:
                form.refuse(error)
        else:
            return _sent(request, given, asked)
    context = _page(request, asked) | {"form": form, "is_preview": is_preview}
    return render(request, "feedback/answer.html", context, status=422 if form.errors and form.is_bound else 200)


def _form(request) -> AnswerForm:
    """What was typed; after “Check my words” with advice, and unbound: nothing is sent."""
    only_shows = is_looking(request)
    form = AnswerForm(None if only_shows else typed(request))
    request.draft.fill(form)
    if only_shows:
        fill(form, request.POST)
        advise(form, PROMPTS, request.POST)
    return form


def _answer(form: AnswerForm, asked: RequestedAnswer, viewer) -> Feedback:
    cleaned = form.cleaned_data
    return services.answer(asked, form.new_feedback(), by=viewer, key=cleaned["key"], seen=cleaned["read_by"])


def _page(request, asked: RequestedAnswer) -> dict:
    """What was asked, and who would read the answer, by name."""
    viewer, wanted = request.user, asked.request
    beside, chosen = asking.asker_beside(wanted), asking.audience_of(wanted)
    company = Organization.objects.current().name
    linked = Objective.objects.visible_to(viewer).filter(pk=wanted.objective_id)
    return {
        "asked": asked,
        "objective": linked.first() if wanted.objective_id else None,
        "reach": readers.beforehand([wanted.about], chosen, giver=viewer, company=company, asker=beside),
        "stamp": readers.stamp([wanted.about], chosen, giver=viewer, asker=beside),
    }


def _sent(request, given: Feedback, asked: RequestedAnswer):
    until = date_format(timezone.localtime(given.withdrawable_until, request.user.zone), "H:i")
    beside = asking.asker_beside(asked.request)
    names = audience.names([given.recipient, beside] if beside else [given.recipient])
    words = _("Answered, for %(names)s. You can withdraw it until %(time)s.") % {"names": names, "time": until}
    messages.success(request, words)
    return redirect(given)


def _over(request, asked: RequestedAnswer, *, reason: str = ""):
    """It is answered, declined, expired or taken back: why, and what was written, which nobody loses."""
    words = {} if reason else _words(request)
    mine = asked.request.answers.filter(giver=request.user, withdrawn_at=None).first()
    if mine is not None and not (words or reason):
        return redirect(mine)
    about = asked.request.about
    context = {
        "asked": asked,
        "why": asking.over(asked),
        "mine": mine,
        "words": words,
        "is_kept": bool(words) and (request.method != "POST" or request.draft.keep()),
        "reason": reason,
        "parts": [(PROMPTS[name], words[name]) for name in PROMPTS if words.get(name)],
        "to": None if about.is_leaver() else about,
    }
    return render(request, "feedback/request_over.html", context, status=410)


def _words(request) -> dict[str, str]:
    """What was typed for the answer: now, or saved as its draft before."""
    data = request.draft.typed or request.draft.data or {}
    words = {name: data.get(name, "") for name in (*PROMPTS, "kind")}
    return words if any(words[name].strip() for name in PROMPTS) else {}


def _as_feedback(request, asked: RequestedAnswer):
    """One click: what was written goes on as a draft of ordinary feedback. Nobody reads it before it is sent."""
    words = _words(request)
    if not words or not asking.over(asked):
        return redirect("giving:answer", asked.request_id)
    try:
        kept = services.keep_as_feedback(asked, words, by=request.user, place=request.draft.key)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return _over(request, asked)
    return redirect(kept.path)


@GET_OR_POST
@drafted("feedback:{pk}:decline")
def decline(request, pk):
    asked, form = _asked(request, pk), DeclineForm(typed(request))
    request.draft.fill(form)
    if not asking.over(asked) and request.method == "POST" and form.is_valid():
        try:
            with sending(request):
                services.decline(asked, by=request.user, reason=form.cleaned_data["reason"])
        except services.OverError:
            asked = _asked(request, pk)
        else:
            messages.success(request, _("Declined. %(name)s sees it.") % {"name": asked.request.asker})
            return redirect("giving:asked")
    reason = request.POST.get("reason", "").strip()
    if asking.over(asked):
        return _over(request, asked, reason=reason) if reason else redirect("giving:answer", pk)
    context = {"asked": asked, "form": form}
    return render(request, "feedback/decline.html", context, status=422 if form.errors and form.is_bound else 200)
