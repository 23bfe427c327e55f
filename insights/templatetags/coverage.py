"""The curves of the coverage report as accessible SVG: attributes and classes only, printable."""

from decimal import Decimal
from math import ceil

from django import template
from django.utils import formats

from insights.coverage.panels import Panel

register = template.Library()

WIDTH, HEIGHT = 480, 150
LEFT, RIGHT, TOP, BOTTOM = 50, 12, 10, 24
LABELS = 4  # days below it


@register.filter
def rate(value) -> str:
    """0.8333 → “0.83”; nothing where it cannot be said."""
    return "–" if value is None else formats.number_format(Decimal(str(value)), decimal_pos=2 if value < 10 else 0)


@register.inclusion_tag("insights/_coverage_chart.html")
def coverage_chart(panel: Panel):
    """A line over the steps, broken where nothing can be said."""
    top = 1.0 if panel.is_share else _top(panel)
    places = [(_x(nth, len(panel.points)), _y(each.value, top), each) for nth, each in enumerate(panel.points)]
    shown = [(x, y, each) for x, y, each in places if y is not None]
    return {
        "panel": panel,
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "right": WIDTH - RIGHT,
        "bottom": HEIGHT - BOTTOM,
        "grid": [{"y": _y(share * top, top), "share": share, "number": share * top} for share in (0, 0.5, 1)],
        "days": _days(places),
        "lines": [_path(piece) for piece in _pieces(places)],
        "areas": [
            f"{_path(piece)}V{HEIGHT - BOTTOM}H{piece[0][0]}Z" for piece in _pieces(places) if len(piece) > 1
        ],
        "dots": [{"x": x, "y": y, "point": each} for x, y, each in shown],
        "end": {"x": shown[-1][0], "y": shown[-1][1]} if shown else None,
    }


def _x(nth: int, count: int) -> float:
    room = WIDTH - LEFT - RIGHT
    return round(LEFT + (room * nth / (count - 1) if count > 1 else room / 2), 1)


def _y(value: float | None, top: float) -> float | None:
    if value is None:
        return None
    return round(HEIGHT - BOTTOM - min(1.0, value / top) * (HEIGHT - TOP - BOTTOM), 1)


def _top(panel: Panel) -> float:
    """The next even number above all, so that its half is a whole one."""
    most = max((each.value for each in panel.points if each.value is not None), default=0.0)
    return max(2.0, 2.0 * ceil(most / 2))


def _pieces(places) -> list[list[tuple[float, float]]]:
    pieces: list[list[tuple[float, float]]] = [[]]
    for x, y, _each in places:
        if y is None:
            pieces.append([])
        else:
            pieces[-1].append((x, y))
    return [piece for piece in pieces if piece]


def _path(piece: list[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in piece)


def _days(places) -> list[dict]:
    """The first, the last, and so many between as have room."""
    if not places:
        return []
    last = len(places) - 1
    wanted = sorted({round(last * nth / (LABELS - 1)) for nth in range(LABELS)})
    anchors = {0: "start", last: "end"} if last else {}
    return [
        {
            "x": places[nth][0],
            "anchor": anchors.get(nth, "middle"),
            "text": formats.date_format(places[nth][2].step.first, "j M"),
        }
        for nth in wanted
    ]
