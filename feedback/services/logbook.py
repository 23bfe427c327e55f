"""Log a check-in: the manager's part and all that was agreed, in one transaction, once."""

import json
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from feedback import handover, questions, states
from feedback.models import ActionItem, Blocker, CheckIn, Plan, PlanAction
from feedback.schedule import plan_next
from feedback.services.actions import NewAction, agree, finish_action
from feedback.services.agenda import talk_about
from feedback.services.blockers import NewBlocker, acknowledge, raise_blocker, resolve
from feedback.services.check_in import locked
from feedback.services.plan_actions import finish_plan_action
from feedback.services.plans import review_plan
from feedback.services.questions import keep_asked
from feedback.services.words import ChangedError, Keep, save_private_note, together
from goals import rules as goal_rules
from goals.models import KeyResult, Objective, ProgressUpdate
from goals.services import update
from inbox.services import notify
from org.models import Employee

PARTS = ("went_well", "in_the_way")
LONG_AGO = timedelta(days=366)


@dataclass(frozen=True)
class NewValue:
    """What the manager entered on one key result, and what the page had shown."""

    key_result_id: int
    value: Decimal
    confidence: int | None
    was: Decimal | None
    was_confidence: int | None


@dataclass(frozen=True)
class Entry:
    """Everything on the page *Log a check-in*. `version` is the check-in's when the page was opened."""

    version: int
    held_on: date
    went_well: str = ""
    in_the_way: str = ""
    private_note: str = ""
    note_seen: str = ""
    # Field → what stays where both the writer and somebody else wrote.
    keep: dict[str, str] = field(default_factory=dict)
    values: tuple[NewValue, ...] = ()
    done: frozenset[int] = frozenset()
    # Of plans: what was done, and how each is going (its id, the words).
    plan_done: frozenset[int] = frozenset()
    plan_words: tuple[tuple[int, str], ...] = ()
    # Points of the agenda that they talked about.
    talked: frozenset[int] = frozenset()
    agreed: tuple[NewAction, ...] = ()
    acknowledged: frozenset[int] = frozenset()
    resolved: frozenset[int] = frozenset()
    blocker: NewBlocker | None = None

    def fingerprint(self) -> str:
        """The same for the same content, whichever version of the page it was typed into."""
        content = {name: value for name, value in asdict(self).items() if name not in ("version", "note_seen")}
        text = json.dumps(content, sort_keys=True, default=_as_text)
        return salted_hmac("feedback.log", text, algorithm="sha256").hexdigest()


def _as_text(value):
    return sorted(value) if isinstance(value, frozenset) else str(value)


class MovedError(ValidationError):
    """Key results that somebody else updated while the page was open; id → the key result as it is now."""

    def __init__(self, key_results: dict[int, KeyResult]):
        super().__init__(_("Values were changed meanwhile."), code="moved")
        self.key_results = key_results


class ValueRefusedError(ValidationError):
    """What the goals refuse, said beside the key result's field."""

    def __init__(self, key_result_id: int, error: ValidationError):
        super().__init__(error.messages)
        self.key_result_id = key_result_id


@transaction.atomic
def log(check_in: CheckIn, *, by: Employee, entry: Entry) -> tuple[CheckIn, bool]:
    """Log it, all of it or nothing; with whether it was this call that did it.

    The same sent again answers with the check-in that was logged. Raises ChangedError and MovedError where it would
    write over what the writer has not seen, ValueRefusedError where the goals refuse a value.
    """
    check_in = locked(check_in)
    fingerprint = entry.fingerprint()
    if check_in.fingerprint == fingerprint and check_in.manager_id == by.pk:
        return check_in, False
    was_open = check_in.is_open
    was_done = check_in.state == CheckIn.State.DONE
    asked = questions.asked_in(check_in) if was_open else []
    states.move("log" if was_open else "amend", check_in, by=by)
    if entry.version != check_in.version:
        raise ChangedError(locked(check_in))
    _refuse_far_days(entry, check_in, by)
    handover.follow([check_in.pk], timezone.now())
    check_in.manager = by
    _enter_values(check_in, entry, by=by)
    _write(check_in, entry, fingerprint)
    keep_asked(check_in, asked)
    _tick_off(check_in, entry, by=by)
    _look_at_plans(check_in, entry, by=by)
    agree(check_in, entry.agreed, by=by)
    if entry.blocker:
        raise_blocker(entry.blocker, by=by, check_in=check_in)
    note_keep = entry.keep.get("private_note", Keep.MINE)
    save_private_note(check_in, by=by, text=entry.private_note, seen=entry.note_seen, keep=note_keep)
    if was_open:
        plan_next(check_in, held_on=entry.held_on)
        notify(check_in.employee_id, "check-in-logged", check_in.get_absolute_url(), actor=by)
    return check_in, not was_done


def _refuse_far_days(entry: Entry, check_in: CheckIn, by: Employee) -> None:
    if entry.held_on > by.today():
        raise ValidationError({"held_on": _("That day is still to come; log it when it has taken place.")})
    # A year typed as 26 or 0206: the values would be older than all others, and never count.
    if entry.held_on < check_in.due_on - LONG_AGO:
        raise ValidationError({"held_on": _("That day is more than a year before it was due; look at the year.")})


def _write(check_in: CheckIn, entry: Entry, fingerprint: str) -> None:
    for name in PARTS:
        text = together(getattr(check_in, name), getattr(entry, name), entry.keep.get(name, Keep.MINE))
        setattr(check_in, name, text)
    check_in.held_on = entry.held_on
    check_in.logged_at = check_in.logged_at or timezone.now()
    check_in.fingerprint = fingerprint
    check_in.version += 1
    check_in.full_clean(validate_constraints=False)
    check_in.save(
        update_fields=["state", "manager", "went_well", "in_the_way", "held_on", "logged_at", "fingerprint", "version"]
    )


def _enter_values(check_in: CheckIn, entry: Entry, *, by: Employee) -> None:
    """One progress update for each value that moved or was confirmed."""
    key_results = _locked_key_results(entry)
    if len(key_results) < len(entry.values):
        raise ValidationError(_("A key result was removed meanwhile; look at the values again."))
    moved = {new.key_result_id: key_results[new.key_result_id] for new in entry.values if _is_news(new, key_results)}
    if moved:
        raise MovedError(moved)
    for new in entry.values:
        key_result = key_results[new.key_result_id]
        now = (key_result.current, key_result.confidence)
        if now == (new.value, new.confidence) != (new.was, new.was_confidence):
            continue  # somebody has entered the very same
        if not goal_rules.can_update(by, key_result, in_check_in=True):
            raise PermissionDenied
        check_in.updates.add(_entered(key_result, new, day=entry.held_on, by=by))


def _is_news(new: NewValue, key_results: dict[int, KeyResult]) -> bool:
    """It stands neither where the page showed it nor where the writer wants it."""
    key_result = key_results[new.key_result_id]
    now = (key_result.current, key_result.confidence)
    return now not in ((new.was, new.was_confidence), (new.value, new.confidence))


def _entered(key_result: KeyResult, new: NewValue, *, day: date, by: Employee) -> ProgressUpdate:
    try:
        return update(
            key_result,
            by=by,
            value=new.value,
            confidence=new.confidence,
            day=day,
            source=ProgressUpdate.Source.CHECK_IN,
        )
    except ValidationError as error:
        raise ValueRefusedError(new.key_result_id, error) from error


def _locked_key_results(entry: Entry) -> dict[int, KeyResult]:
    """Their objectives locked in the order in which the roll-up locks them, then read."""
    if not entry.values:
        return {}
    ids = [new.key_result_id for new in entry.values]
    objectives = KeyResult.objects.filter(pk__in=ids).order_by().values("objective")
    locked_rows = Objective.objects.filter(pk__in=objectives).select_for_update(of=("self",), no_key=True)
    list(locked_rows.order_by("pk"))
    rows = KeyResult.objects.select_related(
        "owner", "objective__owner", "objective__period", "objective__process", "objective__department"
    )
    return rows.in_bulk(ids)


def _tick_off(check_in: CheckIn, entry: Entry, *, by: Employee) -> None:
    """What somebody else has ticked off meanwhile stays ticked off."""
    employee = check_in.employee
    talk_about(check_in, entry.talked, by=by)
    for action in ActionItem.objects.open().filter(employee=employee, pk__in=entry.done).order_by("pk"):
        finish_action(action, by=by)
    blockers = Blocker.objects.open().filter(raised_by=employee).order_by("pk")
    for blocker in blockers.filter(pk__in=entry.acknowledged | entry.resolved):
        acknowledge(blocker, by=by)
        if blocker.pk in entry.resolved:
            resolve(blocker, by=by)


def _look_at_plans(check_in: CheckIn, entry: Entry, *, by: Employee) -> None:
    """What was dropped or ended meanwhile stays so; words about a plan that ended meanwhile are kept with it."""
    theirs = Plan.objects.visible_to(by).filter(employee=check_in.employee)
    done = PlanAction.objects.open().filter(plan__in=theirs.open().order_by().values("pk"), pk__in=entry.plan_done)
    for action in done.order_by("pk"):
        finish_plan_action(action, by=by)
    words = dict(entry.plan_words)
    for plan in theirs.filter(pk__in=words, active_at__isnull=False).order_by("pk"):
        review_plan(plan, words[plan.pk], by=by, check_in=check_in)
