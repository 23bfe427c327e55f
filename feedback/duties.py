"""What waits for a person of check-ins, action items and blockers.

Titles name the kind and the other person only: they may stand in a mail. What somebody wrote is in `detail`,
for whoever may read it. Four queries for any number of people.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback.models import ActionItem, AskedCheckIn, Blocker, CheckIn
from feedback.models.blocker import GOES_UP_AFTER
from feedback.schedule import cadence_of
from inbox.duties import Duty, InPlace
from org.models import Absence, Employee, Organization

# How long before its day a duty is shown on Today.
AHEAD = timedelta(days=2)
# What was agreed is shown earlier: it takes longer than to prepare. Nothing is due before its day, so no mail goes out.
A_WEEK = timedelta(days=7)


def provider(people: Sequence[Employee], now: datetime) -> Iterable[Duty]:
    ids = {person.pk for person in people}
    if not ids:
        return
    organization = Organization.objects.current()
    yield from _check_ins(ids, now, organization)
    yield from _blockers(ids, now, organization)
    yield from _actions(ids, now, organization)


def _works_here(person: Employee, today) -> bool:
    return (person.hired_on is None or person.hired_on <= today) and (person.left_on is None or person.left_on >= today)


def _check_ins(ids: set[int], now: datetime, organization: Organization) -> Iterable[Duty]:
    latest = now.date() + AHEAD + timedelta(days=1)
    away = Absence.objects.filter(employee=OuterRef("employee"))
    boss_away = Absence.objects.filter(employee=OuterRef("employee__manager"))
    # It is the employee's day that counts, which may be the one before or after that of UTC.
    before = now.astimezone(UTC).date() - timedelta(days=1)
    days = [before + timedelta(days=i) for i in range(3)]
    aways = {f"is_away_{i}": Exists(away.on(day)) for i, day in enumerate(days)}
    aways |= {f"is_boss_away_{i}": Exists(boss_away.on(day)) for i, day in enumerate(days)}
    blocked = Blocker.objects.open().filter(raised_by=OuterRef("employee"))
    asked = Exists(AskedCheckIn.objects.open().filter(employee=OuterRef("employee")))
    found = (
        CheckIn.objects.open()
        .filter(Q(employee__in=ids) | Q(employee__manager__in=ids), employee__manager__isnull=False)
        .annotate(**aways, is_blocked=Exists(blocked), is_asked=asked)
        .filter(Q(due_on__lte=latest) | Q(is_asked=True))
        .select_related("employee__location", "employee__manager__location")
        .order_by("due_on", "pk")
    )
    for check_in in found:
        employee, manager = check_in.employee, check_in.employee.manager
        here, there = (each.today_beside(organization, now) for each in (employee, manager))
        is_away = getattr(check_in, f"is_away_{(here - before).days}") or not _works_here(employee, here)
        is_boss_away = getattr(check_in, f"is_boss_away_{(there - before).days}") or not _works_here(manager, there)
        if (
            employee.pk in ids
            and check_in.state == CheckIn.State.UPCOMING
            and not is_away
            and _works_here(manager, there)
        ):
            yield from _to_prepare(check_in, here, organization)
        if manager.pk in ids and not is_away and not is_boss_away:
            yield from _to_log(check_in, there)


def _to_prepare(check_in: CheckIn, today, organization: Organization) -> Iterable[Duty]:
    cadence = cadence_of(check_in.employee, organization)
    if today < check_in.due_on - AHEAD or check_in.is_missed(today, cadence.days):
        return
    yield Duty(
        person_id=check_in.employee_id,
        key=f"check-in:{check_in.pk}:prepare",
        title=_("Check-in with %(name)s") % {"name": check_in.employee.manager},
        action=_("Prepare check-in"),
        path=reverse("feedback:prepare", args=[check_in.pk]),
        why=_("You and your manager talk %(cadence)s.") % {"cadence": cadence.label},
        due_on=check_in.due_on,
        detail=_("You have not prepared yet"),
        icon="messages-square",
        minutes=5,
        kind="prepare",
        # After its day it is the manager who is late.
        in_mail=today <= check_in.due_on,
        other=check_in.employee.manager,
    )


def _to_log(check_in: CheckIn, today) -> Iterable[Duty]:
    if today < check_in.due_on - AHEAD and not check_in.is_asked:
        return
    yield Duty(
        person_id=check_in.employee.manager_id,
        key=f"check-in:{check_in.pk}:log",
        title=_("Check-in with %(name)s") % {"name": check_in.employee},
        action=_("Log check-in"),
        path=reverse("feedback:log", args=[check_in.pk]),
        why=_("You are the manager of %(name)s.") % {"name": check_in.employee},
        due_on=check_in.due_on,
        detail=_("Somebody asked that you talk soon") if check_in.is_asked else _prepared(check_in),
        icon="messages-square",
        minutes=5,
        kind="log",
        other=check_in.employee,
    )


def _prepared(check_in: CheckIn) -> str:
    if check_in.state != CheckIn.State.PREPARED:
        return _("Not prepared yet, and a blocker is open") if check_in.is_blocked else _("Not prepared yet")
    words = _("%(name)s has prepared, and a blocker is open") if check_in.is_blocked else _("%(name)s has prepared")
    return words % {"name": check_in.employee.get_short_name()}


def _blockers(ids: set[int], now: datetime, organization: Organization) -> Iterable[Duty]:
    gone_up = Q(raised_at__lte=now - GOES_UP_AFTER, raised_by__manager__manager__in=ids)
    found = (
        Blocker.objects.open()
        .filter(Q(raised_by__manager__in=ids) | gone_up, acknowledged_at=None)
        .select_related("raised_by__manager__location", "raised_by__manager__manager__location")
        .order_by("raised_at", "pk")
    )
    for blocker in found:
        manager = blocker.raised_by.manager
        if manager.pk in ids:
            why = _("Your report raised it; after a week it shows one level up.")
            yield _to_acknowledge(blocker, manager, now, organization, why=why)
        if manager.manager_id in ids and blocker.has_gone_up(now):
            why = _("Nobody acknowledged it for a week, so it shows to you, one level up.")
            yield _to_acknowledge(blocker, manager.manager, now, organization, why=why)


def _to_acknowledge(blocker: Blocker, person: Employee, now: datetime, organization: Organization, *, why: str) -> Duty:
    days, today = (now - blocker.raised_at).days, person.today_beside(organization, now)
    open_for = ngettext("open %(days)d day", "open %(days)d days", days) % {"days": days} if days else _("new")
    text = Truncator(" ".join(blocker.text_for(person).split())).chars(90)
    return Duty(
        person_id=person.pk,
        key=f"blocker:{blocker.pk}:acknowledge",
        title=_("Blocker from %(name)s") % {"name": blocker.raised_by},
        mail_title=_("A blocker waits for your answer"),
        action=_("Acknowledge"),
        path=reverse("feedback:acknowledge", args=[blocker.pk]),
        why=why,
        due_on=blocker.goes_up_at.astimezone(person.zone_beside(organization)).date(),
        detail=f"“{text}” · {open_for}" if text else open_for,
        icon="circle-alert",
        minutes=2,
        kind="blocker",
        other=blocker.raised_by,
        in_place=_in_place(_("Acknowledge"), _("%(name)s sees that you acknowledged it."), blocker.raised_by, today),
    )


def _actions(ids: set[int], now: datetime, organization: Organization) -> Iterable[Duty]:
    found = (
        ActionItem.objects.open()
        .filter(Q(due_on__lte=now.date() + A_WEEK + timedelta(days=1)) | Q(due_on=None), owner__in=ids)
        .select_related("owner__location", "employee", "check_in__manager")
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )
    for action in found:
        today = action.owner.today_beside(organization, now)
        if action.due_on and today + A_WEEK < action.due_on:
            continue
        other = action.check_in.manager if action.owner_id == action.employee_id else action.employee
        yield Duty(
            person_id=action.owner_id,
            key=f"action:{action.pk}:finish",
            title=_("Agreed with %(name)s: an action") % {"name": other},
            action=_("Tick off"),
            path=reverse("feedback:finish_action", args=[action.pk]),
            why=_("You agreed it in a check-in, by this day.") if action.due_on else _("You agreed it in a check-in."),
            due_on=action.due_on,
            detail=Truncator(action.text).chars(120),
            icon="square-check",
            minutes=5,
            kind="action",
            other=other,
            in_place=_in_place(_("Tick off"), _("%(name)s sees it in your check-ins."), other, today),
            # Without a day there is none on which a mail would be due.
            in_mail=action.due_on is not None,
        )


def _in_place(words: str, told: str, other: Employee, today) -> InPlace:
    """Who left sees nothing any more, and so nothing is said of them."""
    has_left = other.left_on is not None and other.left_on < today
    return InPlace(words, "" if has_left else told % {"name": other})
