from contextlib import suppress

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from drafts.desk import drafted, sending
from drafts.services import EndedError
from org.models import Organization
from reviews import answering, audience, closing, cycle_page, evidence, rules, services
from reviews.forms.writing import WriteForm
from reviews.models import Phase, Relation, Review


@require_http_methods(["GET", "HEAD", "POST"])
@drafted("review:{pk}:write")
def write(request, pk):
    review = get_object_or_404(_reviews(request.user), pk=pk)
    if not rules.can_write(request.user, review):
        raise PermissionDenied
    if review.state != Review.State.OPEN and not (request.draft.typed or request.draft.data):
        return redirect("reviews:review", review.participant_id)
    form = _form(request, review)
    request.draft.fill(form)
    if request.method == "POST" and form.is_valid() and (done := _submitted(request, review, form)):
        return done
    page = _page(request, review, form)
    if page["closed"] and request.method == "POST":
        _keep(request)
    return render(request, "reviews/write.html", page, status=422 if request.method == "POST" else 200)


def _form(request, review) -> WriteForm:
    """A reopened review begins with what was submitted; a manager says why a rating is another."""
    has_reason = review.relation == Relation.MANAGER and review.version > 0
    before = answering.submitted(review)
    return WriteForm(request.draft.typed, asked=answering.asked_in(review), before=before, has_reason=has_reason)


def _reviews(viewer):
    known = Review.objects.visible_to(viewer).filter(participant__cycle__launched_at__isnull=False)
    people = ("participant__subject", "participant__manager", "participant__cycle")
    return known.select_related(*people).prefetch_related("participant__cycle__relations", "participant__cycle__phases")


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


def _keep(request) -> None:
    """What came too late stays the writer's draft, also where it was never saved before."""
    with suppress(PermissionDenied, ValidationError, EndedError):  # it is on the page still
        request.draft.save()


def _page(request, review, form) -> dict:
    participant = review.participant
    cycle, subject = participant.cycle, participant.subject
    closed = closing.why_closed(review, closing.today_of(Organization.objects.current()))
    if review.state == Review.State.DECLINED:
        closed = _("You are not asked for this review any more. What you typed stays your draft; nobody else sees it.")
    elif review.state not in (Review.State.OPEN, Review.State.REPLACED):
        closed = _("You submitted this review. What is below was typed in another window and was not sent.")
    span = {"starts_on": cycle.starts_on, "ends_on": cycle.ends_on}
    return {
        "review": review,
        "cycle": cycle,
        "subject": subject,
        "is_former": review.state == Review.State.REPLACED,
        "is_self": review.relation == Relation.SELF,
        "is_sealed": review.relation == Relation.MANAGER and _has_self(cycle),
        "bar": cycle_page.phase_bar(cycle),
        "due_on": closing.due_of(review),
        "form": form,
        "closed": closed,
        "audience": audience.of_form(review, _release_day(review)),
        "evidence": evidence.of(subject, viewer=request.user, **span),
    }


def _has_self(cycle) -> bool:
    return any(row.relation == Relation.SELF for row in cycle.relations.all())


def _release_day(review):
    phases = review.participant.cycle.phases.all()
    return next((row.starts_on for row in phases if row.phase == Phase.RELEASE), None)
