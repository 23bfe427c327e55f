"""What may be read of one person's review, the subject's answer to it, and all of one's own over the years."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from drafts.desk import drafted, sending
from feedback.rules import can_start_plan
from org.models import Organization
from reviews import calibration, closing, cycle_page, period_goals, releasing, result, rules, services
from reviews.forms.writing import AcknowledgeForm
from reviews.history import of as history_of
from reviews.models import Acknowledgement, Participant, Phase
from reviews.models.acknowledgement import result_version


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
    answer = render(request, "reviews/review.html", page, status=422 if request.method == "POST" else 200)
    if page["is_noted"] and not services.opened(participant):
        return redirect("reviews:review", pk)  # recalled at this very moment: sealed
    return answer


def _participants(viewer):
    known = Participant.objects.visible_to(viewer).with_readers().annotate(version=result_version())
    return known.select_related("subject", "manager", "cycle").prefetch_related("cycle__phases")


def _acknowledged(request, participant, form):
    cleaned = form.cleaned_data
    try:
        with sending(request):
            services.acknowledge(
                participant, cleaned["kind"], cleaned["comment"], by=request.user, seen=cleaned["seen"]
            )
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
    is_subject, is_manager = rules.is_subject(viewer, participant), participant.manager_id == viewer.pk
    is_released = participant.is_released
    # Whoever wrote as a peer or a report reads their own words here, and neither the goals nor the answer.
    is_reader = is_released and (is_subject or is_manager)
    said = Acknowledgement.objects.of(participant) if is_reader else []
    # Of their own manager, and before it opens, somebody who is named may be a writer like any other.
    is_named = not (is_subject or is_manager) and Participant.objects.read_by_named(viewer).contains(participant)
    is_told = is_reader or (is_named and not cycle.has_calibration)
    today = closing.today_of(Organization.objects.current())
    phases = {row.phase: row for row in cycle.phases.all()}
    return {
        "participant": participant,
        "cycle": cycle,
        "subject": participant.subject,
        "is_subject": is_subject,
        "is_manager": is_manager,
        "is_released": is_released,
        "is_reader": is_reader,
        "is_named": is_named,
        "is_noted": is_told and releasing.is_noted(participant, timezone.now()),
        "release": phases.get(Phase.RELEASE),
        "bar": cycle_page.phase_bar(cycle),
        "goals": _goals(participant, viewer, today) if is_reader else [],
        "goals_day": min(today, cycle.ends_on),
        "said": said,
        "may_acknowledge": is_subject
        and rules.is_answerable(participant)
        and not any(each.is_current for each in said),
        "may_plan": is_reader and can_start_plan(viewer, participant.subject, "development"),
        "may_say_talked": rules.can_say_talked(viewer, participant),
        "today": today,
        "form": form,
        **_told(participant, viewer, is_reader=is_reader, is_named=is_named),
    }


def _told(participant, viewer, *, is_reader: bool, is_named: bool) -> dict:
    """What was written, and what calibration changed of it."""
    sections, written = result.of(participant, viewer), result.written(participant, viewer)
    is_subject = rules.is_subject(viewer, participant)
    may_be_calibrated = participant.cycle.has_calibration and (is_reader or is_named)
    return {
        "sections": sections,
        "lead": result.lead_of(sections) if is_reader else None,
        "written": written,
        "calibrated": calibration.told_to(participant, is_manager=not is_subject) if may_be_calibrated else [],
        "amendable": next(
            (
                each
                for each in written.reviews
                if rules.can_amend(viewer, each) and rules.is_answerable(participant)
            ),
            None,
        ),
    }


def _goals(participant, viewer, today):
    cycle = participant.cycle
    days = {"starts_on": cycle.starts_on, "ends_on": cycle.ends_on, "until": min(today, cycle.ends_on)}
    return period_goals.of(participant.subject, viewer=viewer, **days)


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


@require_safe
def history(request):
    """All reviews about oneself that were released, the newest first."""
    rows, now = history_of(request.user), timezone.now()
    answer = render(request, "reviews/history.html", {"rows": rows})
    fresh = [row.participant for row in rows if releasing.is_noted(row.participant, now)]
    if not all(services.opened(each) for each in fresh):
        return redirect("reviews:history")  # recalled at this very moment
    return answer
