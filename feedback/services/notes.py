"""Private notes: written, changed and deleted by their author, who alone ever reads them."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feedback.models import PrivateNote
from feedback.services.words import stamp
from org.models import Employee


class NoteChangedError(ValidationError):
    """It was changed, or deleted, in another window; `text` stands there now."""

    def __init__(self, text: str):
        words = _("You changed this note in another window. Both texts are below; make one of them and save again.")
        super().__init__(words if text else _("You deleted this note in another window; save again to keep this text."))
        self.text = text


@transaction.atomic
def write_note(about: Employee, text: str, *, by: Employee, noted_on: date) -> PrivateNote:
    """The same sent twice is one note."""
    # The author's row is the lock: a double click writes one.
    Employee.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    mine = PrivateNote.objects.visible_to(by)
    if same := mine.filter(about=about, text=text, noted_on=noted_on, check_in=None).first():
        return same
    note = PrivateNote(author=by, about=about, text=text, noted_on=noted_on)
    note.full_clean()
    note.save()
    return note


@transaction.atomic
def change_note(note: PrivateNote, text: str, *, by: Employee, noted_on: date, seen: str) -> PrivateNote:
    """`seen` is the stamp of the note that the page showed."""
    there = _locked(note, by)
    if there is None:
        raise NoteChangedError("")
    if (there.text, there.noted_on) == (text, noted_on):
        return there
    if seen != stamp(there):
        raise NoteChangedError(there.text)
    there.text, there.noted_on = text, noted_on
    there.full_clean()
    there.save()
    return there


@transaction.atomic
def delete_note(note: PrivateNote, *, by: Employee) -> None:
    there = _locked(note, by)
    if there is not None:
        there.delete()


def _locked(note: PrivateNote, by: Employee) -> PrivateNote | None:
    there = PrivateNote.objects.filter(pk=note.pk).select_for_update(of=("self",), no_key=True).first()
    if there is not None and there.author_id != by.pk:
        raise PermissionDenied
    return there
