"""The year of a unit as accessible SVG: how far it was and should have been, its open blockers, its conversations."""

from collections.abc import Sequence
from datetime import date, timedelta

from django import template
from django.utils import formats

from insights import curve
from insights.curve import Point, Reorganisation

register = template.Library()

# Drawn twice, for the wide page and for a phone, so that the text is as large on both; CSS shows one.
WIDTHS = {"wide": (1036, 12), "narrow": (350, 4)}
LEFT, RIGHT = 40, 10
# Three panels below each other, by the y of their top and bottom.
PROGRESS, BLOCKERS, HELD = (28, 148), (192, 236), (280, 324)
HEIGHT = 352
SILENT = 4  # weeks without a record that a line goes across


@register.inclusion_tag("insights/_curve.html")
def unit_curve(view):
    """The curve of a view, with the day that it shows."""
    points = view.points
    known = [point for point in points if point is not None]
    shown = view.moment.day if view.scene.is_past else None
    return {
        "rows": list(reversed(known)),
        "drawings": [_drawing(name, points, view.until, view.reorganisations, shown) for name in WIDTHS],
        "first": known[0].day if known else None,
        "last": known[-1] if known else None,
        "scene": view.scene,
        "reorganisations": view.reorganisations,
        "is_enough": len(known) > 1,
    }


def _drawing(
    kind: str,
    points: Sequence[Point | None],
    until: date,
    reorganisations: Sequence[Reorganisation],
    shown: date | None,
) -> dict:
    width, labels = WIDTHS[kind]
    step = (width - LEFT - RIGHT) / max(len(points) - 1, 1)
    begin = until - curve.STEP * (len(points) - 1)

    def x(day: date) -> float:
        return _round(LEFT + (width - LEFT - RIGHT) * max(0.0, (day - begin).days / max((until - begin).days, 1)))

    at = [(_round(LEFT + place * step), point) for place, point in enumerate(points)]
    most = max((point.blockers or 0 for point in points if point), default=0)
    return {
        "kind": kind,
        "width": width,
        "height": HEIGHT,
        "left": LEFT,
        "right": width - RIGHT,
        "grid": [
            *({"y": _y(PROGRESS, share), "text": f"{share * 100:.0f}"} for share in (0.0, 0.5, 1.0)),
            *({"y": _y(BLOCKERS, share), "text": text} for share, text in ((0.0, "0"), (1.0, f"{max(most, 1)}"))),
            *({"y": _y(HELD, share), "text": f"{share * 100:.0f}"} for share in (0.0, 1.0)),
        ],
        "actual": _pieces(at, "progress", PROGRESS, by_period=True),
        "expected": _pieces(at, "expected", PROGRESS, by_period=True),
        "bars": _bars(at, most, step),
        "held": _pieces(at, "held", HELD),
        "days": _labels(begin, until, x, labels, width),
        "moves": [{"x": x(each.day), "day": each.day, "moved": each.moved} for each in reorganisations],
        "shown": x(shown) if shown else None,
    }


def _round(value: float) -> float:
    return round(value, 1)


def _y(panel: tuple[int, int], share: float) -> float:
    top, bottom = panel
    return _round(bottom - min(1.0, max(0.0, share)) * (bottom - top))


def _pieces(at, name: str, panel: tuple[int, int], *, by_period: bool = False) -> list[str]:
    """The line in pieces: broken where nothing is known for more than a month, and with `by_period` where another
    period begins: where less is expected than before."""
    pieces: list[list[tuple[float, float]]] = []
    before, silent = None, 0
    for x, point in at:
        value = getattr(point, name) if point else None
        if value is None:
            silent += 1
            continue
        begins = before is None or (by_period and point.expected < before.expected)
        if begins or silent > SILENT:
            pieces.append([])
        pieces[-1].append((x, _y(panel, float(value))))
        before, silent = point, 0
    # A single point is a short dash, so that it is seen.
    return [
        "M" + "L".join(f"{x} {y}" for x, y in (piece if len(piece) > 1 else [*piece, (piece[0][0] + 3, piece[0][1])]))
        for piece in pieces
    ]


def _bars(at, most: int, step: float) -> list[dict]:
    bottom = BLOCKERS[1]
    width = _round(max(min(step * 0.6, 12.0), 2.0))
    return [
        {"x": _round(x - width / 2), "y": y, "width": width, "height": _round(bottom - y)}
        for x, point in at
        if point and point.blockers
        for y in (_y(BLOCKERS, point.blockers / max(most, 1)),)
    ]


def _labels(begin: date, until: date, x, at_most: int, width: int) -> list[dict]:
    """So many firsts of a month as have room."""
    firsts, day = [], (begin.replace(day=1) + timedelta(days=32)).replace(day=1)
    while day <= until:
        firsts.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    step = max(1, -(-len(firsts) // at_most))
    inside = [first for first in firsts[::step] if x(first) < width - RIGHT - 12]
    return [{"x": x(first), "text": formats.date_format(first, "M Y" if first.month == 1 else "M")} for first in inside]
