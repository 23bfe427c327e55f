"""The bridge as accessible SVG: attributes and classes only, clean under the strict CSP, printable."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from textwrap import wrap

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from goals import status
from goals.serving import NEEDS
from insights.readings import WORDS
from insights.spans import Girder, Scene, Span, path_of

register = template.Library()

WIDTH, NARROWEST = 1036, 88
DECK, CHORD = 64, 148
# How far the deck hangs for each point that is missing, the same for all spans; more than this many would break it.
FALL, POINTS_AT_MOST = 1.9, 40
MEMBER, MEMBERS_AT_MOST = 30, 24  # how much room a girder needs
LETTER = 7.4


@register.inclusion_tag("insights/_drawing.html")
def bridge(scene: Scene):
    """The spans of the scene, and the part of it that is not drawn."""
    drawn = scene.drawn
    pieces = len(drawn) + bool(scene.beyond) + bool(scene.hidden)
    width = max(WIDTH / max(pieces, 1), NARROWEST)
    names = [_lines(span.name, width) for span in drawn]
    shift = 15 * (max(map(len, names), default=1) - 1)
    spans = [
        _span(span, lines, place * width, width, shift)
        for place, (span, lines) in enumerate(zip(drawn, names, strict=True))
    ]
    rests = _rests(scene, len(drawn), width)
    return {
        "spans": spans,
        "rests": rests,
        "piers": [_round(place * width - 5) for place in range(pieces + 1)],
        "deck": "M0 64" + "".join(span["deck"] for span in spans),
        "end": _round(pieces * width),
        "box": f"-12 18 {_round(pieces * width + 24)} {256 + shift}",
        "size": "many" if pieces > 7 else "some",
        # Without a link in it the keyboard could not scroll it.
        "is_linked": bool(scene.beyond) or any(span.path for span in drawn),
        "people_y": 233 + shift,
        "word_y": 251 + shift,
        "hit": 232 + shift,
    }


def _round(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _lines(name: str, width: float) -> list[str]:
    """The name in at most two lines that have room below its span."""
    room = max(6, int((width - 8) / LETTER))
    lines = wrap(name, room)
    return lines if len(lines) <= 2 else [lines[0], f"{' '.join(lines[1:])[: room - 1].rstrip()}…"]


def _span(span: Span, lines: list[str], left: float, width: float, shift: int) -> dict:
    right, middle = left + width, left + width / 2
    points = min(float((span.short or Decimal(0)) * 100), POINTS_AT_MOST)
    control = DECK + 2 * FALL * points
    words = str(WORDS[span.status])
    curve = f"Q{_round(middle)} {_round(control)} {_round(right)} {DECK}"
    return {
        "span": span,
        "slug": span.status,
        "words": words,
        "left": _round(left),
        "right": _round(right),
        "middle": _round(middle),
        "hit_x": _round(left + 2),
        "hit_width": _round(width - 4),
        "deck": curve,
        "gap": f"M{_round(left)} {DECK}{curve}Z" if points else "",
        "lines": [{"text": text, "y": 216 + 15 * place} for place, text in enumerate(lines)],
        "members": _members(span.girders, left, width, control),
        "mark": _mark(span.status, middle - 8 - 3.05 * len(words), 247.0 + shift),
        "word_x": _round(middle + 3),
    }


def _members(girders: Sequence[Girder], left: float, width: float, control: float) -> list[dict]:
    """The girders as a truss between the deck and the chord."""
    room = max(2, min(MEMBERS_AT_MOST, int(width // MEMBER)))
    girders = _fitting(girders, room)
    nodes = [left + 8 + (width - 16) * place / max(len(girders), 1) for place in range(len(girders) + 1)]
    if len(girders) == 1:
        nodes = [left + width * 0.3, left + width * 0.7]
    points = [(x, CHORD if place % 2 == 0 else _deck_at(x, left, width, control)) for place, x in enumerate(nodes)]
    return [_member(girder, points[place], points[place + 1]) for place, girder in enumerate(girders)]


def _fitting(girders: Sequence[Girder], room: int) -> Sequence[Girder]:
    """Where there are too many, so many of each status as there is room for, in their proportion; in their order.

    Of each status at least one, those that need help most before others.
    """
    if len(girders) <= room:
        return girders
    counts = Counter(girder.status for girder in girders)
    kept = dict.fromkeys(sorted(counts, key=NEEDS.index)[:room], 1)
    while sum(kept.values()) < room:
        least = max(kept, key=lambda slug: (counts[slug] / kept[slug], -NEEDS.index(slug)))
        kept[least] += 1
    found = []
    for girder in girders:
        if kept.get(girder.status, 0):
            kept[girder.status] -= 1
            found.append(girder)
    return found


def _deck_at(x: float, left: float, width: float, control: float) -> float:
    """Where the deck is there."""
    share = (x - left) / width
    return DECK + 2 * share * (1 - share) * (control - DECK)


def _member(girder: Girder, begin: tuple[float, float], end: tuple[float, float]) -> dict:
    (x1, y1), (x2, y2) = begin, end
    middle = ((x1 + x2) / 2, (y1 + y2) / 2)
    has_mark = girder.status in (status.OFF_TRACK, status.AT_RISK, status.STALE)
    return {
        "name": girder.name or _("One more that is counted and not shown"),
        "words": str(WORDS[girder.status]) if girder.name else "",
        "slug": girder.status,
        "path": _broken(begin, end) if girder.status == status.OFF_TRACK else _line(begin, end),
        "help": _line((x1 + 7, y1), (x2 + 7, y2)) if girder.is_helped and girder.status != status.ON_TRACK else "",
        "hole": [_round(each) for each in middle] if has_mark else None,
        "mark": _mark(girder.status, *middle) if has_mark else None,
    }


def _line(begin: tuple[float, float], end: tuple[float, float]) -> str:
    return f"M{_round(begin[0])} {_round(begin[1])}L{_round(end[0])} {_round(end[1])}"


def _broken(begin: tuple[float, float], end: tuple[float, float]) -> str:
    """In two, with ends that have slipped past each other."""
    (x1, y1), (x2, y2) = begin, end

    def at(share: float, aside: float = 0.0) -> tuple[float, float]:
        return x1 + share * (x2 - x1) + aside, y1 + share * (y2 - y1)

    return _line(begin, at(0.4, -2)) + _line(at(0.6, 2), end)


def _mark(slug: str, x: float, y: float) -> dict:
    """The form that stands for a status besides its colour."""
    return {
        "slug": slug,
        "x": _round(x),
        "y": _round(y),
        "left": _round(x - 5),
        "top": _round(y - 5),
        "foot": f"M{_round(x)} {_round(y)} m0 -6 l6 11 h-12 z",
    }


def _rests(scene: Scene, place: int, width: float) -> list[dict]:
    """What is counted and not drawn: beyond the room of the drawing, and beyond what the viewer may see."""
    found = []
    for count, kind in ((scene.beyond, "beyond"), (scene.hidden, "hidden")):
        if count:
            left = place * width
            found.append(
                {"count": count, "kind": kind, "left": _round(left), "right": _round(left + width),
                 "middle": _round(left + width / 2), "hit_x": _round(left + 2), "hit_width": _round(width - 4)}
            )  # fmt: skip
            place += 1
    return found


@register.simple_tag
def unit_path(unit, query: str = "") -> str:
    return path_of(unit, query)


@register.simple_tag
def part_path(unit, route: str, query: str = "") -> str:
    """Of the whole or of a department: its signals, or a part of its page that comes by itself."""
    path = reverse(f"insights:{route}") if unit.pk is None else reverse(f"insights:department_{route}", args=[unit.pk])
    return path + query
