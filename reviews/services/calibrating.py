"""Calibrate: groups and who facilitates them, by HR; changes of ratings and notes, by those who calibrate."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from org.models import Employee
from reviews import calibration, closing, rules, states
from reviews.models import CalibrationChange, CalibrationGroup, CalibrationNote, Cycle, Facilitator, Participant
from reviews.models.calibration import NOTE_LIMIT
from reviews.services.cycles import locked, refuse_others

# --- HR: who calibrates whom ---


@transaction.atomic
def make_group(cycle: Cycle, name: str, departments: Collection[int], *, by: Employee) -> CalibrationGroup:
    """With everybody of these departments (ids) who is in no group yet; where none is named, with all of them."""
    cycle = _may_group(cycle, by)
    group = CalibrationGroup(cycle=cycle, name=name.strip())
    group.full_clean()
    group.save()
    free = cycle.participants.waiting().filter(group=None)
    (free.filter(department__in=departments) if departments else free).update(group=group)
    return group


@transaction.atomic
def make_groups_by_department(cycle: Cycle, *, by: Employee) -> int:
    """One for each department of which somebody is in no group; whoever has none comes into one of their own."""
    cycle = _may_group(cycle, by)
    free = cycle.participants.waiting().filter(group=None).order_by()
    made = 0
    for pk, name in free.values_list("department", "department__name").distinct().order_by("department__name"):
        wanted = name or _("No department")
        group = cycle.groups.filter(name__iexact=wanted).first()
        if group is None:
            group, made = CalibrationGroup.objects.create(cycle=cycle, name=wanted), made + 1
        free.filter(department=pk).update(group=group)
    return made


@transaction.atomic
def drop_group(group: CalibrationGroup, *, by: Employee) -> None:
    _may_group(group.cycle, by)
    if group.changes.exists() or group.notes.exists():
        raise ValidationError(_("This group has held a session; its changes and notes stay. Give it another name."))
    group.delete()


@transaction.atomic
def name_facilitator(group: CalibrationGroup, person: Employee, *, by: Employee) -> Facilitator:
    """Whoever facilitates reads the ratings and texts of the group, but never their own nor their manager's."""
    _may_group(group.cycle, by)
    if person.pk == by.pk:
        raise ValidationError({"person": _("Nobody names themselves; another HR person does it.")})
    if person.is_leaver():
        raise ValidationError({"person": _("%(person)s has left.") % {"person": person}})
    named, is_new = Facilitator.objects.get_or_create(group=group, person=person)
    if not is_new:
        raise ValidationError({"person": _("%(person)s facilitates this group already.") % {"person": person}})
    return named


@transaction.atomic
def remove_facilitator(named: Facilitator, *, by: Employee) -> None:
    _may_group(named.group.cycle, by)
    named.delete()


def _may_group(cycle: Cycle, by: Employee) -> Cycle:
    refuse_others(by)
    cycle = locked(cycle)
    if not cycle.has_calibration:
        raise ValidationError(_("This cycle has no calibration."), code="state")
    if not states.may_group(cycle):
        raise ValidationError(_("Groups are made between launch and release."), code="state")
    return cycle


# --- in a session ---


@transaction.atomic
def change_rating(
    participant: Participant, purpose: str, level: int, reason: str, *, by: Employee, version: int
) -> CalibrationChange:
    """`version` is what the form has seen of this rating: who decides on an older one is asked to look again."""
    participant = _in_session(participant, by)
    levels = {each.pk: each for each in calibration.levels_of(participant.cycle).get(purpose, [])}
    if level not in levels:
        raise ValidationError({"level": _("Choose one of the levels.")})
    rating = _rating(participant, purpose)
    if rating.version != version:
        raise ValidationError(_changed(rating), code="changed")
    if not reason.strip():
        raise ValidationError({"reason": _("Say why; the manager reads the reason.")})
    if rating.stands is not None and rating.stands.pk == level:
        raise ValidationError({"level": _("Choose another level; this one stands already.")})
    made = CalibrationChange(
        participant=participant,
        purpose=purpose,
        before=rating.stands,
        after=levels[level],
        reason=reason.strip(),
        group=participant.group,
        by=by,
    )
    made.full_clean(exclude=["before", "group", "undone_by", "undone_at"])
    made.save()
    return made


@transaction.atomic
def undo_change(made: CalibrationChange, *, by: Employee) -> CalibrationChange:
    """Until the release. What was changed after it is undone first; undone twice is undone once."""
    participant = _in_session(made.participant, by)
    made = CalibrationChange.objects.select_for_update(of=("self",), no_key=True).get(pk=made.pk)
    if made.undone_at is not None:
        return made
    standing = _rating(participant, made.purpose).standing
    if standing[-1].pk != made.pk:
        raise ValidationError(_("This rating was changed again after it; undo that first."), code="changed")
    made.undone_at, made.undone_by = timezone.now(), by
    made.save(update_fields=["undone_at", "undone_by"])
    return made


@transaction.atomic
def add_note(group: CalibrationGroup, text: str, *, by: Employee) -> CalibrationNote:
    cycle = locked(group.cycle)
    if not rules.can_calibrate(by, group):
        raise PermissionDenied
    waiting = group.participants.waiting().select_related("cycle")
    if not any(map(states.is_calibrated, waiting.order_by("pk")[:1])):
        raise ValidationError(closing.why_paused(cycle) or _("Notes are written during calibration."), code="state")
    if not text.strip():
        raise ValidationError({"text": _("Write the note.")})
    if len(text) > NOTE_LIMIT:
        raise ValidationError({"text": _("This is too long.")})
    return CalibrationNote.objects.create(group=group, text=text.strip(), by=by)


def _in_session(participant: Participant, by: Employee) -> Participant:
    """The cycle's row first, as whoever moves it; then the person's, so that two change one rating one by one."""
    cycle = locked(participant.cycle)
    rows = Participant.objects.select_for_update(of=("self",), no_key=True).select_related("group")
    participant = rows.get(pk=participant.pk)
    participant.cycle = cycle
    if not Participant.objects.calibrated_by(by).filter(pk=participant.pk).exists():
        raise PermissionDenied
    if not states.is_calibrated(participant):
        words = _("Ratings are changed during calibration, until the release.")
        raise ValidationError(closing.why_paused(cycle) or words, code="state")
    return participant


def _rating(participant: Participant, purpose: str) -> calibration.Rating:
    (person,) = calibration.people_of(Participant.objects.filter(pk=participant.pk))
    return person.ratings[purpose]


def _changed(rating: calibration.Rating) -> str:
    last = max(rating.changes, key=lambda each: each.undone_at or each.at)
    words = _("%(who)s changed this rating meanwhile; it stands at “%(level)s” now. Look again, then decide.")
    return words % {"who": last.undone_by or last.by, "level": rating.stands or _("not rated")}
