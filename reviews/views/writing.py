"""Write a review beside its evidence, and change it after release: the same page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from drafts.desk import drafted, sending
from drafts.filling import fill
from feedback.views.words import advise, is_looking
from org.models import Organization
from reviews import answering, audience, citing, closing, reading, rules, services
from reviews.forms.writing import AmendForm, WriteForm
from reviews.models import Phase, Relation, Review
from reviews.views import beside

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@GET_OR_POST
@drafted("review:{pk}:write")
def write(request, pk):
    review = _writable(request, pk)
    if review.state != Review.State.OPEN and not (request.draft.typed or request.draft.data):
        return redirect("reviews:review", review.participant_id)
    form = _form(request, review)
    request.draft.fill(form)
    if done := _by_button(request, review, form):
        return done
    if _is_sent(request) and form.is_valid() and (done := _submitted(request, review, form)):
        return done
    closed = _why_closed(review)
    if closed and request.method == "POST":
        request.draft.keep()
    return _shown(request, review, form, {"closed": closed, "is_change": False})


def _form(request, review) -> WriteForm:
    """A reopened review begins with what was submitted; a manager says why a rating is another."""
    has_reason = review.relation == Relation.MANAGER and review.version > 0
    before = answering.submitted(review)
    return WriteForm(_sent(request), asked=answering.asked_in(review), given=before, has_reason=has_reason)


def _why_closed(review: Review) -> str:
    if review.state == Review.State.DECLINED:
        return _("You are not asked for this review any more. What you typed stays your draft; nobody else sees it.")
    if review.state not in (Review.State.OPEN, Review.State.REPLACED):
        return _("You submitted this review. What is below was typed in another window and was not sent.")
    return closing.why_closed(review, _today())


@GET_OR_POST
@drafted("review:{pk}:amend")
def amend(request, pk):
    """A manager review after its release: what stands there is a new version, with the reason."""
    review = _writable(request, pk)
    if not rules.can_amend(request.user, review):
        raise PermissionDenied
    paused = closing.why_paused(review.participant.cycle) if review.participant.is_released else ""
    is_over = not rules.is_amendable(review)
    if is_over and not paused and not (request.draft.typed or request.draft.data):
        messages.error(request, _("It can be changed between release and the end of the cycle only."))
        return redirect("reviews:review", review.participant_id)
    given = answering.submitted(review)
    form = AmendForm(_sent(request), asked=answering.asked_in(review), given=given, version=review.version)
    request.draft.fill(form)
    if done := _by_button(request, review, form):
        return done
    if _is_sent(request) and form.is_valid() and (done := _amended(request, review, form)):
        return done
    over = _("It can be changed between release and the end of the cycle only. What you typed stays your draft.")
    closed = paused or (over if is_over else "")
    return _shown(request, review, form, {"closed": closed, "is_change": True})


@require_POST
def cite(request, pk):
    """While one writes: keeps the source, and answers with the mark that goes into the text."""
    review = _writable(request, pk)
    kind, number = citing.source_of(request.POST.get("cite", ""))
    try:
        citation = services.cite(review, kind, number, by=request.user)
    except ValidationError as refusal:
        return JsonResponse({"words": " ".join(refusal.messages)}, status=422)
    return JsonResponse({"mark": citation.in_text})


@require_POST  # only so that no address holds what was typed; it writes nothing
def recency(request, pk):
    """While one writes: which months the text covers now."""
    review = _writable(request, pk)
    text = "\n".join(value for name, value in request.POST.items() if name.startswith("text_"))
    return render(request, "reviews/_recency.html", {"strip": beside.of(review, request.user, text, _today())["strip"]})


def _writable(request, pk) -> Review:
    known = Review.objects.visible_to(request.user).filter(participant__cycle__launched_at__isnull=False)
    people = ("participant__subject", "participant__manager", "participant__cycle", "writer")
    known = known.select_related(*people).with_readers()
    known = known.prefetch_related("participant__cycle__relations", "participant__cycle__phases")
    review = get_object_or_404(known, pk=pk)
    if not rules.can_write(request.user, review):
        raise PermissionDenied
    return review


def _today():
    return closing.today_of(Organization.objects.current())


def _only_shows(request) -> bool:
    """A button that sends nothing: the form comes back as it was typed."""
    return is_looking(request) or (request.method == "POST" and not {"cite", "as_read"}.isdisjoint(request.POST))


def _is_sent(request) -> bool:
    return request.method == "POST" and not _only_shows(request)


def _sent(request):
    return None if _only_shows(request) else request.draft.typed


def _by_button(request, review, form):
    """Without JavaScript: advice on the words, or a citation into the text, which then is a draft. And how the subject
    will read what is typed.
    """
    if not _only_shows(request):
        return None
    typed = request.POST
    if "cite" in typed:
        typed = request.POST = beside.cited(request, review, form)
        if request.draft.keep():
            return redirect(f"{request.get_full_path()}#evidence")
    elif "as_read" in typed and _keeps(request):
        return redirect(f"{request.path}?as_read=1#as-read")
    fill(form, typed)
    if is_looking(request):
        advise(form, form.texts, typed)
    return None


def _keeps(request) -> bool:
    """What is typed, without the button: as the page saves it when it is left, so that the two are one draft."""
    sent, typed = request.POST, request.POST.copy()
    del typed["as_read"]
    request.POST = typed
    try:
        return request.draft.keep()
    finally:
        request.POST = sent


def _submitted(request, review, form):
    """The answer once it was submitted; None where it was refused, with the reason on the form."""
    try:
        with sending(request):
            reason = form.cleaned_data.get("reason", "")
            services.submit(review, form.given(), by=request.user, reason=reason)
    except ValidationError as refusal:
        form.refuse(refusal)
        return None
    words = _("Submitted. %(audience)s") % {"audience": audience.of_form(review, _release_day(review))}
    messages.success(request, words)
    return redirect("reviews:review", review.participant_id)


def _amended(request, review, form):
    try:
        with sending(request):
            reason = form.cleaned_data["reason"]
            services.amend(review, form.given(), reason, by=request.user, seen=form.version)
    except ValidationError as refusal:
        form.refuse(refusal)
        return None
    words = _("Changed. %(subject)s reads it now, and is asked again to say that they received it.")
    messages.success(request, words % {"subject": review.participant.subject})
    return redirect("reviews:review", review.participant_id)


def _shown(request, review, form, more: dict):
    page = beside.page(review, request.user, form, _today())
    if more["is_change"]:
        page["audience"] = audience.of_change(review)
    else:
        page["audience"] = audience.of_form(review, _release_day(review))
    page |= _as_read(request, review, form)
    is_refused = request.method == "POST" and not _only_shows(request)
    return render(request, "reviews/write.html", page | more, status=422 if is_refused else 200)


def _as_read(request, review, form) -> dict:
    """For the manager, where they asked to see it."""
    may = review.relation == Relation.MANAGER
    if not may or not ("as_read" in request.GET or "as_read" in request.POST):
        return {"may_see_as_read": may, "is_as_read": False}
    typed = {each.question.pk: str(form[form.name_of(each)].value() or "") for each in form.asked}
    shown, hidden = reading.as_typed(form.asked, typed, who=str(review.writer))
    return {"may_see_as_read": True, "is_as_read": True, "as_read": shown, "never_read": hidden}


def _release_day(review):
    phases = review.participant.cycle.phases.all()
    return next((row.starts_on for row in phases if row.phase == Phase.RELEASE), None)
