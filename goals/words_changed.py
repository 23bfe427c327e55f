"""Two texts, word by word: what stays, what goes, what comes."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

# Above this many pairs of words the comparison takes too long for a page; then sentences are compared.
PAIRS_AT_MOST = 300_000
WORDS = re.compile(r"\s+|[^\W_]+(?:['’-][^\W_]+)*|.", re.S)
SENTENCES = re.compile(r".*?(?:[.!?]\s+|\n+|$)", re.S)


class Piece(NamedTuple):
    """`kind` is same, gone or new."""

    kind: str
    text: str


def pieces(old: str, new: str) -> list[Piece]:
    """What was and what is, in reading order: without the new pieces it reads `old`, without the gone ones `new`."""
    before, after = WORDS.findall(old), WORDS.findall(new)
    first = _common(before, after)
    last = _common(before[first:][::-1], after[first:][::-1])
    head, tail = before[:first], before[len(before) - last :]
    before, after = before[first : len(before) - last], after[first : len(after) - last]
    if len(before) * len(after) > PAIRS_AT_MOST:
        before, after = SENTENCES.findall("".join(before)), SENTENCES.findall("".join(after))
    if len(before) * len(after) > PAIRS_AT_MOST:
        before, after = ["".join(before)], ["".join(after)]
    found: list[Piece] = []
    _add(found, "same", "".join(head))
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, at, to, at_new, to_new in matcher.get_opcodes():
        if tag == "equal":
            _add(found, "same", "".join(before[at:to]))
        else:
            _add(found, "gone", "".join(before[at:to]))
            _add(found, "new", "".join(after[at_new:to_new]))
    _add(found, "same", "".join(tail))
    return _smooth(found)


def _common(one: list[str], other: list[str]) -> int:
    """How many they begin with alike."""
    return next(
        (place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
        min(len(one), len(other)),
    )


def _add(found: list[Piece], kind: str, text: str) -> None:
    if not text:
        return
    if found and found[-1].kind == kind:
        text = found.pop().text + text
    found.append(Piece(kind, text))


def _smooth(found: list[Piece]) -> list[Piece]:
    """A lone space between two changes belongs to both: "one two" → "three four" is one change, not two."""
    smooth: list[Piece] = []
    gone = new = ""
    for place, piece in enumerate(found):
        is_bridge = piece.kind == "same" and piece.text.isspace() and (gone or new)
        if piece.kind == "gone":
            gone += piece.text
        elif piece.kind == "new":
            new += piece.text
        elif is_bridge and place + 1 < len(found):
            gone, new = gone + piece.text, new + piece.text
        else:
            _add(smooth, "gone", gone)
            _add(smooth, "new", new)
            gone = new = ""
            _add(smooth, "same", piece.text)
    _add(smooth, "gone", gone)
    _add(smooth, "new", new)
    return smooth
