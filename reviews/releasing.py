"""Results are opened in parts: of all, of some managers, of some departments; at once, or by the clock on a day.

That a result is open is a fact of its person (`Participant.released_at`). Whatever opens or closes one holds the
cycle's row, so that two never open the same; the clock finds what is due in the records alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from inbox.services import notify
from org.models import Department, Employee, Organization
from org.services.roles import hr_people
from reviews import alone, closing, moves, opening, states
from reviews.models import (
    Acknowledgement,
    Cycle,
    Participant,
    Release,
    Step,
    Submission,
)
from reviews.models.setting_up import not_about

RECALLED_WITHIN = timedelta(hours=1)
# For clocks that differ: so much longer it is noted who opens a result.
MARGIN = timedelta(minutes=5)
NOTICES = ("review-released", "review-team-released")
NOBODY = 0  # in a choice: those without a manager, or without a department


@dataclass(frozen=True)
class Choice:
    """Whose results: of everyone who waits, or the ids of managers or departments, these with all that is in them."""

    managers: tuple[int, ...] = ()
    departments: tuple[int, ...] = ()

    @property
    def is_part(self) -> bool:
        return bool(self.managers or self.departments)


def is_whole(cycle: Cycle, choice: Choice) -> bool:
    """All of the cycle, with nobody released or planned before: that singles nobody out."""
    others = cycle.participants.filter(Q(release__isnull=False) | Q(released_at__isnull=False))
    return not choice.is_part and not others.exists()


def chosen(cycle: Cycle, choice: Choice, by: Employee) -> QuerySet[Participant]:
    """Who waits and is of the choice, without those for whom a release is planned. Nobody uses their role on
    themselves: unless all are released at once, whoever releases and their manager wait for another HR person.
    """
    people = cycle.participants.waiting().unplanned()
    if not is_whole(cycle, choice):
        people = people.filter(not_about(by, "subject"))
    if choice.managers:
        alone = Q(manager=None) if NOBODY in choice.managers else Q(pk__in=[])
        people = people.filter(Q(manager__in=choice.managers) | alone)
    if choice.departments:
        roots = Department.objects.filter(pk__in=choice.departments)
        inside = list(Department.objects.under(roots).order_by("pk").values_list("pk", flat=True))
        alone = Q(department=None) if NOBODY in choice.departments else Q(pk__in=[])
        people = people.filter(Q(department__in=inside) | alone)
    return people


def in_words(choice: Choice) -> str:
    """For the history: as much as fits a line of it."""
    if not choice.is_part:
        return _("everyone waiting")
    managers = Employee.objects.filter(pk__in=choice.managers).by_name()
    departments = Department.objects.filter(pk__in=choice.departments).order_by("name", "pk")
    names = [_("the people of %(name)s") % {"name": each} for each in managers] + [str(each) for each in departments]
    if NOBODY in choice.managers:
        names.append(_("those without a manager"))
    if NOBODY in choice.departments:
        names.append(_("those without a department"))
    words = ", ".join(names)
    return words if len(words) <= 150 else words[:149] + "…"


# --- by the clock ---


def release_due(now: datetime | None = None) -> int:
    """Opens what is planned for today or earlier, each once; returns how many."""
    now = now or timezone.now()
    today = closing.today_of(Organization.objects.current(), now)
    due = Release.objects.filter(
        released_at=None, held_at=None, on__lte=today, cycle__paused_at=None, cycle__state__in=states.OPENING
    )

    def release(row: tuple[int, int]) -> bool:
        return _release(*row, now)

    done, faulty = alone.each(list(due.order_by("on", "pk").values_list("pk", "cycle")), release)
    for pk, cycle in faulty:
        _hold_faulty(pk, cycle, now)
    return done


@transaction.atomic
def _release(pk: int, cycle_pk: int, now: datetime) -> bool:
    """Of a killed worker nothing is left, and the next finds it again. What came since HR decided is HR's to decide."""
    cycle, release = _planned(pk, cycle_pk)
    if release is None or release.on is None or not states.allows(cycle, "release"):
        return False
    if not release.people.waiting().exists():
        # All were taken out since: opened, it would end the writing of the others.
        _end_empty(cycle, release)
        return False
    today = closing.today_of(Organization.objects.current(), now)
    checked = moves.of_release(cycle, release.people.waiting(), max(release.on, today))
    new = [
        words
        for words, (kind, count) in zip(checked.overruled, checked.counts.items(), strict=True)
        if not _is_decided(release, kind, count)
    ]
    if new:
        _hold(cycle, release, new, now)
        return False
    opening.begin(cycle, release, now, by=None)
    return True


def _planned(pk: int, cycle_pk: int) -> tuple[Cycle, Release | None]:
    """The cycle's row is ours; None where the plan was taken back, held or carried out meanwhile."""
    cycle = Cycle.objects.select_for_update(of=("self",), no_key=True).get(pk=cycle_pk)
    return cycle, Release.objects.filter(pk=pk, released_at=None, held_at=None).select_related("by").first()


@transaction.atomic
def _hold_faulty(pk: int, cycle_pk: int, now: datetime) -> None:
    """It would fail at each look; nothing of it was released."""
    cycle, release = _planned(pk, cycle_pk)
    if release is not None:
        _hold(cycle, release, [_("It failed by a fault of the system; the log tells more. Nothing was released.")], now)


def _is_decided(release: Release, kind: str, count: int) -> bool:
    """Whoever decided to do without a calibration decided that nobody is compared: after the first part, which ends
    the writing, the others stand as in no group.
    """
    return count <= release.decided.get(kind, 0) or (kind == "alone" and "not held" in release.decided)


def _end_empty(cycle: Cycle, release: Release) -> None:
    after = opening.with_count(release.whom, 0)
    release.delete()
    Step.objects.create(cycle=cycle, what=Step.What.UNPLANNED, after=after, by=None)


def _hold(cycle: Cycle, release: Release, new: Sequence[str], now: datetime) -> None:
    release.held_at = now
    release.save(update_fields=["held_at"])
    words = " ".join(new)
    Step.objects.create(cycle=cycle, what=Step.What.HELD, after=release.whom, reason=words[:500])
    for person in _who_decides(release):
        notify(person, "review-release-held", cycle.get_absolute_url(), at=now)


def _who_decides(release: Release) -> list[int]:
    """Whoever planned it; where they have left or are not HR any more, all who are."""
    there = list(hr_people().order_by("pk").values_list("pk", flat=True))
    return [release.by_id] if release.by_id in there else there


def drop_plans(cycle: Cycle) -> None:
    """As the cycle ends: nothing planned is left to be carried out. The cycle is locked."""
    cycle.releases.filter(released_at=None).delete()


# --- recall ---


def is_about(release: Release, person: Employee) -> bool:
    """Whether their own result, or their manager's, is in it."""
    return release.people.exclude(not_about(person, "subject")).exists()


def is_noted(participant: Participant, now: datetime) -> bool:
    """Whether it is to be noted that somebody opens this result: while its release may be recalled."""
    released = participant.released_at
    is_fresh = released is not None and released > now - RECALLED_WITHIN - MARGIN
    return is_fresh and participant.opened_at is None and participant.is_released


def settled(now: datetime) -> Q:
    """Of participants: those whose release cannot be recalled any more."""
    return Q(opened_at__isnull=False) | Q(released_at__lte=now - RECALLED_WITHIN - MARGIN)


def why_no_recall(cycle: Cycle, release: Release, now: datetime) -> str:
    """The sentence that tells why it stays; empty where it can be recalled."""
    if release.released_at is None:
        return _("It is not released yet: take the plan back instead.")
    if release.recalled_at is not None:
        return _("This release was recalled already.")
    if cycle.state not in states.PARTS["recall"].phases:
        return _("The cycle is over, so nothing is recalled.")
    if now > release.released_at + RECALLED_WITHIN:
        at = date_format(timezone.localtime(release.released_at), "j F Y, H:i")
        return _("A release is recalled within an hour, and this one was on %(at)s.") % {"at": at}
    if _was_read(cycle, release):
        return _("Somebody has read a result of it already, so it stays.")
    return ""


def _was_read(cycle: Cycle, release: Release) -> bool:
    """By its page, by an answer to it, by a change of it, or in an export."""
    people = release.people.order_by()
    changed = Submission.objects.filter(submitted_at__gt=F("review__participant__released_at"))
    return (
        people.filter(opened_at__isnull=False).exists()
        or Acknowledgement.objects.filter(participant__in=people.values("pk")).exists()
        or changed.filter(review__participant__in=people.values("pk")).exists()
        or cycle.steps.filter(what=Step.What.EXPORTED, at__gte=release.released_at).exists()
    )
