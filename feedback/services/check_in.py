"""The employee's part, and skipping. Logging has a module of its own."""

from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import handover, states
from feedback.models import CheckIn, Feeling
from feedback.schedule import plan_next
from feedback.services.blockers import NewBlocker, raise_blocker
from feedback.services.questions import save_answers, stored_answers
from feedback.services.words import ChangedError, Keep, is_there, save_private_note, together
from inbox.services import notify
from org.models import Employee

PARTS = ("how_it_goes", "in_my_way", "what_i_need")
_TOO_LATE = {CheckIn.State.DONE: "supplement", CheckIn.State.SKIPPED: "supplement a skipped one"}


@dataclass(frozen=True)
class Preparation:
    """What the employee sent. `reader` is the manager whom the page named; `feeling` the step, or None."""

    version: int
    how_it_goes: str = ""
    in_my_way: str = ""
    what_i_need: str = ""
    # Question's id → its answer.
    answers: dict[int, str] = field(default_factory=dict)
    feeling: int | None = None
    private_note: str = ""
    note_seen: str = ""
    # Field → what stays; of an answer under `answer_` and the question's id.
    keep: dict[str, str] = field(default_factory=dict)
    blocker: NewBlocker | None = None
    reader: int | None = None

    def kept(self, name: str) -> str:
        return self.keep.get(name, Keep.MINE)


@transaction.atomic
def prepare(check_in: CheckIn, *, by: Employee, part: Preparation) -> CheckIn:
    """Save the employee's part; the same sent twice is saved once. ChangedError where it would write over newer words.

    Words that come after it was logged or skipped are added only from the page that has shown so (its version).
    """
    check_in = locked(check_in)
    if check_in.employee_id != by.pk:
        raise PermissionDenied
    there = stored_answers(check_in)
    if check_in.state == CheckIn.State.UPCOMING or not _is_there(check_in, part, there):
        _refuse_another_reader(check_in, part)
        if part.version != check_in.version:
            raise ChangedError(check_in)
        _write(check_in, part, there, by=by)
    save_private_note(check_in, by=by, text=part.private_note, seen=part.note_seen, keep=part.kept("private_note"))
    if part.blocker:
        raise_blocker(part.blocker, by=by, check_in=check_in)
    return check_in


def _is_there(check_in: CheckIn, part: Preparation, answers: dict[int, str]) -> bool:
    """All that was sent stands there already."""
    words = all(is_there(getattr(check_in, name), getattr(part, name), part.kept(name)) for name in PARTS)
    answered = all(is_there(answers.get(pk, ""), text, part.kept(f"answer_{pk}")) for pk, text in part.answers.items())
    said = Feeling.objects.filter(check_in=check_in).values_list("step", "told_to").first()
    return words and answered and said == (part.feeling and (part.feeling, _reader(check_in).pk))


def _reader(check_in: CheckIn) -> Employee:
    """Whom the page names: today's manager while it is open, who held it afterwards."""
    return (check_in.employee.manager if check_in.is_open else None) or check_in.manager


def _refuse_another_reader(check_in: CheckIn, part: Preparation) -> None:
    """Written for one manager, it is not sent to the next unseen."""
    manager = check_in.employee.manager
    if check_in.is_open and manager and part.reader not in (None, manager.pk):
        words = _("%(name)s is your manager now and reads what you share here. Look it over, then share it again.")
        raise ValidationError(words % {"name": manager}, code="reader")


def _write(check_in: CheckIn, part: Preparation, answers: dict[int, str], *, by: Employee) -> None:
    reader = _reader(check_in)
    save_answers(
        check_in,
        {pk: together(answers.get(pk, ""), text, part.kept(f"answer_{pk}")) for pk, text in part.answers.items()},
    )
    states.move(_TOO_LATE.get(check_in.state, "prepare"), check_in, by=by)
    for name in PARTS:
        setattr(check_in, name, together(getattr(check_in, name), getattr(part, name), part.kept(name)))
    check_in.prepared_at = timezone.now()
    check_in.version += 1
    check_in.full_clean(validate_constraints=False)
    check_in.save(update_fields=[*PARTS, "state", "prepared_at", "version"])
    if part.feeling is None:
        Feeling.objects.filter(check_in=check_in).delete()
    else:
        Feeling.objects.update_or_create(check_in=check_in, defaults={"step": part.feeling, "told_to": reader})


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
