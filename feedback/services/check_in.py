"""The employee's part, and skipping. Logging has a module of its own."""

from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from feedback import handover, states
from feedback.models import CheckIn
from feedback.schedule import plan_next
from feedback.services.blockers import NewBlocker, raise_blocker
from feedback.services.words import ChangedError, Keep, is_there, save_private_note, together
from inbox.services import notify
from org.models import Employee

PARTS = ("how_it_goes", "in_my_way", "what_i_need")
_TOO_LATE = {CheckIn.State.DONE: "supplement", CheckIn.State.SKIPPED: "supplement a skipped one"}


@dataclass(frozen=True)
class Preparation:
    version: int
    how_it_goes: str = ""
    in_my_way: str = ""
    what_i_need: str = ""
    private_note: str = ""
    note_seen: str = ""
    keep: dict[str, str] = field(default_factory=dict)
    blocker: NewBlocker | None = None


@transaction.atomic
def prepare(check_in: CheckIn, *, by: Employee, part: Preparation) -> CheckIn:
    """Save the employee's part; the same sent twice is saved once. ChangedError where it would write over newer words.

    Words that come after it was logged or skipped are added only from the page that has shown so (its version).
    """
    check_in = locked(check_in)
    if check_in.employee_id != by.pk:
        raise PermissionDenied
    keeps = {name: part.keep.get(name, Keep.MINE) for name in PARTS}
    same = all(is_there(getattr(check_in, name), getattr(part, name), keeps[name]) for name in PARTS)
    if not same or check_in.state == CheckIn.State.UPCOMING:
        if part.version != check_in.version:
            raise ChangedError(check_in)
        states.move(_TOO_LATE.get(check_in.state, "prepare"), check_in, by=by)
        for name in PARTS:
            setattr(check_in, name, together(getattr(check_in, name), getattr(part, name), keeps[name]))
        check_in.prepared_at = timezone.now()
        check_in.version += 1
        check_in.full_clean(validate_constraints=False)
        check_in.save(update_fields=[*PARTS, "state", "prepared_at", "version"])
    note_keep = part.keep.get("private_note", Keep.MINE)
    save_private_note(check_in, by=by, text=part.private_note, seen=part.note_seen, keep=note_keep)
    if part.blocker:
        raise_blocker(part.blocker, by=by, check_in=check_in)
    return check_in


@transaction.atomic
def skip(check_in: CheckIn, *, by: Employee, reason: str) -> bool:
    """It does not take place, and why; the next one is made. Whether it was this call that did it."""
    check_in = locked(check_in)
    if (check_in.state, check_in.skip_reason, check_in.manager_id) == (CheckIn.State.SKIPPED, reason, by.pk):
        return False
    check_in.skip_reason = reason if check_in.is_open else check_in.skip_reason
    states.move("skip", check_in, by=by)
    handover.follow([check_in.pk], timezone.now())
    check_in.manager = by
    check_in.logged_at = timezone.now()
    check_in.version += 1
    check_in.full_clean(validate_constraints=False)
    check_in.save(update_fields=["state", "skip_reason", "manager", "logged_at", "version"])
    # A late one is over today, one that is still to come on its day.
    plan_next(check_in, held_on=max(check_in.due_on, check_in.employee.today()))
    notify(check_in.employee_id, "check-in-skipped", check_in.get_absolute_url(), actor=by)
    return True


def locked(check_in: CheckIn) -> CheckIn:
    """The check-in as it is now, ours until commit. What the caller holds may be stale."""
    rows = CheckIn.objects.select_related("employee__manager__location", "employee__location")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=check_in.pk)
