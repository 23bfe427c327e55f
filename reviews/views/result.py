from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from drafts.desk import drafted, sending
from reviews import cycle_page, result, rules, services
from reviews.forms.writing import AcknowledgeForm
from reviews.models import Acknowledgement, Cycle, Participant, Phase

RELEASED = (Cycle.State.RELEASE, Cycle.State.CLOSED)


@require_http_methods(["GET", "HEAD", "POST"])
@drafted("review-result:{pk}:acknowledge")
def review(request, pk):
    """What the viewer may read of one person's review; a POST of the subject says that they received it."""
    participant = get_object_or_404(_participants(request.user), pk=pk)
    if request.method == "POST" and not rules.is_subject(request.user, participant):
        raise PermissionDenied
    form = AcknowledgeForm(request.draft.typed)
    request.draft.fill(form)
    if request.method == "POST" and form.is_valid() and (done := _acknowledged(request, participant, form)):
        return done
    page = _page(request, participant, form)
    return render(request, "reviews/review.html", page, status=422 if request.method == "POST" else 200)


def _participants(viewer):
    known = Participant.objects.visible_to(viewer)
    known = known.select_related("subject", "manager", "cycle", "acknowledgement")
    return known.prefetch_related("cycle__phases")


def _acknowledged(request, participant, form):
    cleaned = form.cleaned_data
    try:
        with sending(request):
            services.acknowledge(participant, cleaned["kind"], cleaned["comment"], by=request.user)
    except ValidationError as refusal:
        form.refuse(refusal)
        return None
    if participant.manager is None:
        messages.success(request, _("It is noted that you received it."))
    else:
        words = _("It is noted that you received it. %(manager)s sees your answer.")
        messages.success(request, words % {"manager": participant.manager})
    return redirect("reviews:review", participant.pk)


def _page(request, participant, form) -> dict:
    viewer, cycle = request.user, participant.cycle
    is_subject = rules.is_subject(viewer, participant)
    is_released = cycle.state in RELEASED
    # Whoever wrote as a peer or a report reads their own words here, and not what the subject answered.
    may_read_answer = is_released and (is_subject or participant.manager_id == viewer.pk)
    there = getattr(participant, "acknowledgement", None) if may_read_answer else None
    phases = {row.phase: row for row in cycle.phases.all()}
    return {
        "participant": participant,
        "cycle": cycle,
        "subject": participant.subject,
        "is_subject": is_subject,
        "is_manager": participant.manager_id == viewer.pk,
        "is_released": is_released,
        "release": phases.get(Phase.RELEASE),
        "bar": cycle_page.phase_bar(cycle),
        "sections": result.of(participant, viewer),
        "written": result.has_written(participant, viewer),
        "acknowledged": there,
        "may_acknowledge": is_subject and cycle.state == Cycle.State.RELEASE and there is None,
        "may_say_talked": bool(
            there and rules.can_say_talked(viewer, participant) and there.kind == Acknowledgement.Kind.TALK
        ),
        "form": form,
    }


@require_POST
def talked(request, pk):
    participant = get_object_or_404(_participants(request.user), pk=pk)
    try:
        services.talked(participant, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        words = _("Noted. %(name)s sees that you two talked.") % {"name": participant.subject}
        messages.success(request, words)
    return redirect("reviews:review", participant.pk)
