"""Two texts for one place: which one stays is the writer's choice, and by default both do."""

from enum import StrEnum

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from feedback.models import CheckIn, PrivateNote
from org.models import Employee


class Keep(StrEnum):
    MINE = ""
    BOTH = "both"
    THERE = "there"


class ChangedError(ValidationError):
    """Somebody wrote in the check-in since the page was opened. Both texts are shown, and the writer decides."""

    def __init__(self, check_in: CheckIn):
        super().__init__(_("This check-in was changed meanwhile."), code="changed")
        self.check_in = check_in


def together(there: str, mine: str, keep: str) -> str:
    """What stands afterwards, of the text that is there and the writer's."""
    if keep == Keep.THERE or (keep == Keep.BOTH and is_there(there, mine, keep)):
        return there
    return f"{there}\n\n{mine}".strip() if keep == Keep.BOTH else mine


def is_there(there: str, mine: str, keep: str) -> bool:
    """Nothing of the writer's would be new: the same was sent before."""
    return there == mine or keep == Keep.THERE or (keep == Keep.BOTH and there.endswith(f"\n\n{mine}"))


def note_of(check_in: CheckIn, author: Employee) -> PrivateNote | None:
    return PrivateNote.objects.visible_to(author).filter(check_in=check_in).first()


def stamp(note: PrivateNote | None) -> str:
    """Which private note a page was opened with."""
    return note.written_at.isoformat() if note else ""


def save_private_note(check_in: CheckIn, *, by: Employee, text: str, seen: str, keep: str) -> None:
    """Its author's own; emptied, it is gone. One that was written in another tab meanwhile is not written over."""
    note = note_of(check_in, by)
    there = note.text if note else ""
    if is_there(there, text, keep):
        return
    if note and seen != stamp(note):
        raise ChangedError(check_in)
    text = together(there, text, keep)
    if text:
        manager = (check_in.employee.manager_id if check_in.is_open else None) or check_in.manager_id
        about = manager if by.pk == check_in.employee_id else check_in.employee_id
        new = {"text": text, "about_id": about, "noted_on": by.today()}
        PrivateNote.objects.update_or_create(check_in=check_in, author=by, defaults={"text": text}, create_defaults=new)
    elif note:
        note.delete()
