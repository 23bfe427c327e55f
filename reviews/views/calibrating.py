"""The session of a calibration: the people of one's groups, the page of one of them, a note."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from drafts.desk import drafted, sending
from reviews import calibration, cycle_page, result, services, states
from reviews.forms.calibrating import CalibrateForm, NoteForm
from reviews.models import CalibrationChange, CalibrationGroup, CalibrationNote, Participant


@require_safe
def board(request, pk):
    """`?group=` is one of the groups that the viewer calibrates, `?by=` what the spread is told by."""
    seen = Participant.objects.calibrated_by(request.user).filter(cycle=pk)
    everyone = calibration.people_of(seen)
    if not everyone:
        raise Http404
    cycle = everyone[0].participant.cycle
    groups = sorted({each.participant.group for each in everyone if each.participant.group}, key=str)
    group = next((each for each in groups if str(each.pk) == request.GET.get("group")), None)
    if len(groups) == 1 and all(each.participant.group_id for each in everyone):
        group = groups[0]
    people = [each for each in everyone if group is None or each.participant.group_id == group.pk]
    by = request.GET.get("by")
    page = {
        "cycle": cycle,
        "group": group,
        "groups": groups,
        "people": people,
        "is_open": any(states.is_calibrated(each.participant) for each in people),
        "by": by if by in calibration.ways() else "manager",
        "ways": calibration.ways(),
        "bar": cycle_page.phase_bar(cycle),
        "changed": len([each for each in people if each.performance.is_changed or each.potential.is_changed]),
        "notes": _notes(groups, group),
    }
    return render(request, "reviews/calibration.html", page | _figures(page, request.user))


def _figures(page: dict, viewer) -> dict:
    cycle, people = page["cycle"], page["people"]
    levels = calibration.levels_of(cycle)
    performance, potential = (levels.get(each, []) for each in calibration.PURPOSES)
    purpose = calibration.Purpose.PERFORMANCE
    return {
        "performance": performance,
        "lowest": performance[0] if performance else None,
        "highest": performance[-1] if performance else None,
        "potential": potential,
        "grid": calibration.grid(people, performance, potential) if performance and potential else [],
        "without_place": calibration.without_place(people) if performance and potential else [],
        "whole": calibration.spread(_("Everyone here"), people, performance, purpose),
        "spreads": calibration.spreads(people, page["by"], performance, purpose, viewer.today()),
    }


def _notes(groups: list[CalibrationGroup], group: CalibrationGroup | None) -> list[CalibrationNote]:
    wanted = [group.pk] if group else [each.pk for each in groups]
    return list(CalibrationNote.objects.filter(group__in=wanted).select_related("by", "group").order_by("-at", "-pk"))


@require_http_methods(["GET", "HEAD", "POST"])
@drafted("calibration:{pk}")
def calibrate(request, pk):
    """One person: what was written, the rating as it was given and as it stands; a POST changes it."""
    participant = get_object_or_404(Participant.objects.calibrated_by(request.user), pk=pk)
    (person,) = calibration.people_of(Participant.objects.filter(pk=participant.pk))
    participant = person.participant
    levels = calibration.levels_of(participant.cycle)
    wished = {each: request.GET.get(each, "") for each in levels}
    form = CalibrateForm(request.draft.typed, person=person, levels=levels, wished=wished)
    request.draft.fill(form)
    if request.method == "POST" and form.is_valid() and (done := _changed(request, person, form)):
        return done
    page = {
        "participant": participant,
        "subject": participant.subject,
        "cycle": participant.cycle,
        "form": form,
        "changes": sorted(person.performance.changes + person.potential.changes, key=lambda each: each.at),
        "undoable": {each.standing[-1].pk for each in person.ratings.values() if each.standing},
        "sections": result.of(participant, request.user),
        "is_open": states.is_calibrated(participant),
    }
    return render(request, "reviews/calibrate.html", page, status=422 if request.method == "POST" else 200)


def _changed(request, person, form):
    wanted, versions = form.wanted(), form.versions()
    if not wanted:
        form.add_error(None, _("Choose another level than the one that stands."))
        return None
    try:
        with sending(request), transaction.atomic():
            for purpose, level in wanted.items():
                reason = form.cleaned_data["reason"]
                services.change_rating(
                    person.participant, purpose, level, reason, by=request.user, version=versions[purpose]
                )
    except ValidationError as refusal:
        form.refuse(_beside(refusal, wanted))
        return None
    words = ngettext("One rating of %(name)s is changed.", "Two ratings of %(name)s are changed.", len(wanted))
    messages.success(request, words % {"name": person.participant.subject})
    return _to_board(person.participant)


def _beside(refusal: ValidationError, wanted) -> ValidationError:
    """A level that is refused is told at the rating that it is for."""
    if not hasattr(refusal, "error_dict"):
        return refusal
    return ValidationError(
        {next(iter(wanted)) if name == "level" else name: errors for name, errors in refusal.error_dict.items()}
    )


def _to_board(participant: Participant):
    answer = redirect("reviews:calibration", participant.cycle_id)
    if participant.group_id:
        answer["Location"] += f"?group={participant.group_id}"
    return answer


@require_POST
def undo(request, pk):
    seen = Participant.objects.calibrated_by(request.user).order_by().values("pk")
    changes = CalibrationChange.objects.filter(participant__in=seen).select_related("participant__cycle")
    made = get_object_or_404(changes, pk=pk)
    try:
        services.undo_change(made, by=request.user)
    except ValidationError as refusal:
        for words in refusal.messages:
            messages.error(request, words)
    else:
        messages.success(request, _("Undone. The rating stands as it was before; the history keeps both."))
    return redirect("reviews:calibrate", made.participant_id)


@require_http_methods(["GET", "HEAD", "POST"])
@drafted("calibration-note:{pk}")
def calibration_note(request, pk):
    """Write a note of the session of one group."""
    seen = Participant.objects.calibrated_by(request.user).order_by().values("group")
    group = get_object_or_404(CalibrationGroup.objects.select_related("cycle"), pk=pk, pk__in=seen)
    form = NoteForm(request.draft.typed)
    request.draft.fill(form)
    if request.method == "POST" and form.is_valid():
        try:
            with sending(request):
                services.add_note(group, form.cleaned_data["text"], by=request.user)
        except ValidationError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The note is kept; those who calibrate this group read it."))
            return redirect("reviews:calibration", group.cycle_id)
    page = {"group": group, "cycle": group.cycle, "form": form}
    return render(request, "reviews/calibration_note.html", page, status=422 if request.method == "POST" else 200)
