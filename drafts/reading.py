"""A draft, or two of one place, field by field in words, without the form that they belong to."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from fnmatch import fnmatchcase

from django.utils.text import Truncator, capfirst

from drafts import places
from drafts.models import Draft

MOST_WORDS = 4000  # beyond that the two texts are shown whole, without marks: comparing would take too long
_NUMBER = re.compile(r"[\d\s.,%-]*")
# What a form carries along and nobody typed: a key, the time or the readers that the page was drawn with.
_MARK = re.compile(r"[\da-f]{8}(-?[\da-f]{4}){3}-?[\da-f]{12}|\d{4}-\d\d-\d\dT[\d:.+-]+|[a-z]*:[\d,;]*")
_PIECES = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Piece:
    text: str
    is_other: bool  # it stands in this text only


@dataclass(frozen=True)
class Row:
    label: str
    texts: list[list[Piece]]  # one for each draft

    @property
    def differs(self) -> bool:
        return any(piece.is_other for text in self.texts for piece in text)


def rows(key: str, drafts: list[Draft], viewer=None) -> list[Row]:
    """The fields in which something stands, those that the place names first; for a `viewer` each by its own name.

    Of two drafts the differences are marked, and numbers are left out where they agree: a form shows many of its own.
    """
    names = {name for draft in drafts for name in draft.fields}
    own = places.names_of(key, names, viewer) if viewer else {}
    found = []
    for place, label, name in sorted(_labelled(key, names)):
        texts = [_text(draft, name) for draft in drafts]
        is_known = place < len(places.labels_of(key))
        tells = texts[0] != texts[1] if len(texts) == 2 else not _NUMBER.fullmatch(texts[0])
        if any(texts) and ((is_known and tells) or any(map(reads_as_text, texts))):
            pieces = _marked(*texts) if len(texts) == 2 else [[Piece(text, is_other=False)] for text in texts]
            found.append(Row(own.get(name, label), pieces))
    return found


def excerpt(draft: Draft) -> str:
    """How the first text that a person wrote begins."""
    for row in rows(draft.key, [draft]):
        text = " ".join(row.texts[0][0].text.split())
        if reads_as_text(text):
            return Truncator(text).chars(120)
    return ""


def _labelled(key: str, names: Iterable[str]) -> Iterable[tuple[int, str, str]]:
    """(order, label, name); what the place does not name comes last, under a label made of its name."""
    labels = list(places.labels_of(key).items())
    for name in names:
        known = next((place for place, (pattern, _label) in enumerate(labels) if fnmatchcase(name, pattern)), None)
        if known is None:
            yield len(labels), capfirst(name.rsplit("-", 1)[-1].replace("_", " ")), name
        else:
            yield known, str(labels[known][1]), name


def _text(draft: Draft, name: str) -> str:
    return "\n".join(draft.fields.get(name, [])).replace("\r\n", "\n").strip()


def reads_as_text(value: str) -> bool:
    """What a person wrote, as far as one can tell; not the choices and ids that a form carries along."""
    return " " in value or (len(value) >= 12 and not value.isdigit() and not _MARK.fullmatch(value))


def _marked(one: str, other: str) -> list[list[Piece]]:
    """Both texts in pieces, those marked that the other one does not have."""
    if one == other:
        return [[Piece(one, is_other=False)], [Piece(other, is_other=False)]]
    left, right = _PIECES.findall(one), _PIECES.findall(other)
    if len(left) + len(right) > MOST_WORDS:
        return [[Piece(one, is_other=True)], [Piece(other, is_other=True)]]
    sides: list[list[Piece]] = [[], []]
    for step, start, end, other_start, other_end in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        for side, words in zip(sides, (left[start:end], right[other_start:other_end]), strict=True):
            if words:
                side.append(Piece("".join(words), is_other=step != "equal"))
    return sides
