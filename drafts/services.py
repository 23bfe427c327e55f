"""Save what was typed, end it when it was sent, drop it, choose between two.

Each takes the row of the draft first, or makes it: of two at the same moment the second waits and sees what the first
did. The rows of a place are locked in the order of their ids.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from drafts.models import Draft
from drafts.tickets import Ticket
from org.models import Employee

FIELD_LIMIT = 200_000  # characters
TOTAL_LIMIT = 500_000
MOST_FIELDS = 2000
MOST_OF_A_PLACE = 10
MOST_OF_A_PERSON = 300

# The fields that carry the draft along, and the form's token.
TICKET, BASE, INSTANCE, SEQUENCE = "draft", "draft_base", "draft_instance", "draft_sequence"
BUTTON = "save_draft"
NOT_KEPT = {TICKET, BASE, INSTANCE, SEQUENCE, BUTTON, "csrfmiddlewaretoken"}

# In the place of the page that wrote: none that may come late.
NOBODY = "-"

Fields = dict[str, list[str]]


class EndedError(Exception):
    """It was sent or dropped meanwhile; what comes late does not bring it back."""


@dataclass(frozen=True)
class Typed:
    """What a page sends. `base` is the revision that it has seen, `instance` the opened page, `sequence` its count."""

    fields: Fields
    base: int = 0
    instance: str = ""
    sequence: int = 0
    device: str = ""


@transaction.atomic
def save(ticket: Ticket, typed: Typed, *, by: Employee, now: datetime | None = None) -> Draft:
    """The draft that holds it from now on: another than the ticket's where that one has newer words of another page.

    Raises EndedError for what comes late, ValidationError with words for what is too long.
    """
    if ticket.person_id != by.pk:
        raise PermissionDenied
    refuse_too_long(typed.fields)
    draft = _locked(ticket)
    if _is_elsewhere(draft, typed):
        draft = _apart(ticket, typed)
    elif draft.state == Draft.State.ENDED:
        raise EndedError
    if typed.instance and draft.instance == typed.instance and typed.sequence <= draft.sequence:
        return draft  # a save of this very page that was overtaken by its next one
    _refuse_too_many(draft)
    draft.fields, draft.length = typed.fields, length_of(typed.fields)
    draft.instance, draft.sequence, draft.device = typed.instance, typed.sequence, typed.device
    draft.path = ticket.path
    draft.revision += 1
    draft.saved_at, draft.warned_at = now or timezone.now(), None
    draft.save()
    return draft


@transaction.atomic
def drop_same(ticket: Ticket, typed: Typed, *, by: Employee) -> None:
    """The page shows again what stood there before anything was typed: that is no draft. What another page has written
    in it meanwhile stays."""
    if ticket.person_id != by.pk:
        raise PermissionDenied
    rows = Draft.objects.select_for_update(of=("self",), no_key=True)
    draft = rows.filter(author=by, key=ticket.key, token=ticket.token, state=Draft.State.OPEN).first()
    if draft is None:
        return
    is_own, is_late = draft.instance == typed.instance, typed.sequence <= draft.sequence
    if is_late if is_own else draft.revision != typed.base:
        return
    _end(draft, NOBODY)  # so that the next word of this page begins a draft, and is not taken for a late one


@transaction.atomic
def end(
    ticket: Ticket, *, by: Employee, instance: str = "", sent: Fields | None = None, left: Fields | None = None
) -> None:
    """It was sent: call it in the transaction of the write. Others of the place stay, unless they say the same.

    `left` is what of it nothing was done with yet: it goes on as a draft of its own.
    """
    if ticket.person_id != by.pk:
        raise PermissionDenied
    draft = _locked(ticket)
    if sent is not None and draft.fields not in ({}, sent) and instance and draft.instance != instance:
        # Another page wrote on in this draft, and what was sent does not have its words: they stay, on their own.
        _copy(draft, ticket.renewed())
    _end(draft, instance)
    if sent:
        for other in _open_of(ticket).exclude(pk=draft.pk).order_by("pk"):
            if other.fields == sent:
                _end(other, other.instance)
    if left:
        Draft(
            author=by, key=ticket.key, token=ticket.renewed().token, path=ticket.path, fields=left,
            length=length_of(left), revision=1, saved_at=timezone.now(),
        ).save(force_insert=True)  # fmt: skip


@transaction.atomic
def discard(draft: Draft, *, by: Employee) -> None:
    if draft.author_id != by.pk:
        raise PermissionDenied
    rows = Draft.objects.select_for_update(of=("self",), no_key=True)
    for row in rows.filter(pk=draft.pk, author=by, state=Draft.State.OPEN):
        _end(row, row.instance)


@transaction.atomic
def give(draft: Draft, *, to: Employee, key: str, path: str, by: Employee) -> Draft:
    """Its author hands it over: it goes on as a draft of `to` at the place `key`, beside what `to` has typed there."""
    if draft.author_id != by.pk:
        raise PermissionDenied
    draft = Draft.objects.select_for_update(of=("self",), no_key=True).get(pk=draft.pk)
    if draft.state == Draft.State.ENDED:
        raise EndedError
    given = Draft(
        author=to, key=key, token=Ticket(to.pk, key, "", path).renewed().token, path=path, fields=draft.fields,
        length=draft.length, device=_("from %(name)s") % {"name": by.get_short_name()[:40]}, revision=1,
        saved_at=timezone.now(),
    )  # fmt: skip
    given.save(force_insert=True)
    _end(draft, NOBODY)
    return given


@transaction.atomic
def erase(key: str) -> None:
    """What anybody had begun there, because what it was about was withdrawn. Call it in the transaction that erases."""
    rows = Draft.objects.filter(key=key, state=Draft.State.OPEN).order_by("pk")
    for row in rows.select_for_update(of=("self",), no_key=True):
        _end(row, row.instance)


@transaction.atomic
def choose(draft: Draft, *, by: Employee, against: list[int]) -> None:
    """Keep this one and drop those of `against` that the chooser was shown; one that came since stays."""
    if draft.author_id != by.pk:
        raise PermissionDenied
    rows = Draft.objects.filter(author=by, key=draft.key, state=Draft.State.OPEN).exclude(pk=draft.pk)
    for other in rows.filter(pk__in=against).order_by("pk").select_for_update(of=("self",), no_key=True):
        _end(other, other.instance)


def kept(data: Iterable[tuple[str, list[str]]]) -> Fields:
    """What of a form is kept: no token, no password, and nothing that a database cannot hold."""
    fields = {}
    for name, values in data:
        if name not in NOT_KEPT and "password" not in name.lower():
            fields[_storable(name)] = [_storable(value) for value in values]
    return fields


def _storable(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def refuse_too_long(fields: Fields) -> None:
    longest = max((len(value) for values in fields.values() for value in values), default=0)
    if longest > FIELD_LIMIT:
        words = _(
            "One text is %(length)d characters long; a draft keeps %(limit)d in a field. "
            "It is not saved as a draft, but it stays here: shorten it, or send it in parts."
        )
        raise ValidationError(words, params={"length": longest, "limit": FIELD_LIMIT}, code="too-long")
    if length_of(fields) > TOTAL_LIMIT or len(fields) > MOST_FIELDS:
        words = _("All in all this is longer than a draft can be. It is not saved, but it stays here: shorten it.")
        raise ValidationError(words, code="too-long")


def _refuse_too_many(draft: Draft) -> None:
    """A draft that is not there yet is one more."""
    if draft.revision:
        return
    others = Draft.objects.filter(author=draft.author_id, state=Draft.State.OPEN).exclude(pk=draft.pk)
    if others.filter(key=draft.key).count() >= MOST_OF_A_PLACE or others.count() >= MOST_OF_A_PERSON:
        words = _("You have many drafts. This one is not saved, but it stays here; discard some under “My drafts”.")
        raise ValidationError(words, code="too-many")


def length_of(fields: Fields) -> int:
    return sum(len(name) + sum(map(len, values)) for name, values in fields.items())


def _locked(ticket: Ticket) -> Draft:
    """The ticket's draft, ours until commit. Who comes second waits at the unique row, made or being made."""
    new = Draft(
        author_id=ticket.person_id, key=ticket.key, token=ticket.token, path=ticket.path, saved_at=timezone.now()
    )
    Draft.objects.bulk_create([new], ignore_conflicts=True)
    rows = Draft.objects.select_for_update(of=("self",), no_key=True)
    return rows.get(author=ticket.person_id, key=ticket.key, token=ticket.token)


def _open_of(ticket: Ticket):
    rows = Draft.objects.filter(author=ticket.person_id, key=ticket.key, state=Draft.State.OPEN)
    return rows.select_for_update(of=("self",), no_key=True)


def _is_elsewhere(draft: Draft, typed: Typed) -> bool:
    """Is this row another page's by now, so that these words need one of their own?"""
    if typed.instance and draft.instance == typed.instance:
        return False
    if draft.state == Draft.State.ENDED:
        return True
    return draft.revision != typed.base and draft.fields != typed.fields


def _apart(ticket: Ticket, typed: Typed) -> Draft:
    """A draft of its own; the one that this page has already, where the answer with its ticket was lost."""
    own = None
    if typed.instance:
        own = _open_of(ticket).filter(instance=typed.instance).order_by("pk").first()
    return own or _locked(ticket.renewed())


def _copy(draft: Draft, ticket: Ticket) -> None:
    Draft(
        author_id=draft.author_id, key=draft.key, token=ticket.token, path=draft.path, fields=draft.fields,
        length=draft.length, revision=draft.revision, instance=draft.instance, sequence=draft.sequence,
        device=draft.device, saved_at=draft.saved_at,
    ).save(force_insert=True)  # fmt: skip


def _end(draft: Draft, instance: str) -> None:
    draft.state, draft.fields, draft.length = Draft.State.ENDED, {}, 0
    draft.instance = instance or draft.instance
    draft.device, draft.saved_at = "", timezone.now()
    draft.save()
