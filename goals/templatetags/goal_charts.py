"""Charts as accessible SVG: attributes and classes only, clean under the strict CSP, printable."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from django import template
from django.utils import formats

register = template.Library()

HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 210, 38, 10, 10, 24
# Drawn twice, for the wide page and for a phone, so that the text is as large on both; CSS shows one.
WIDTHS = {"wide": (700, 6), "narrow": (350, 3)}


class Frame(NamedTuple):
    """Where days and shares of 1 lie on the drawing."""

    width: int
    starts_on: date
    days: int

    def x(self, day: date) -> float:
        share = min(1.0, max(0.0, (day - self.starts_on).days / self.days))
        return round(LEFT + share * (self.width - LEFT - RIGHT), 1)

    def y(self, share: Decimal) -> float:
        return round(HEIGHT - BOTTOM - min(1.0, max(0.0, float(share))) * (HEIGHT - TOP - BOTTOM), 1)


@register.inclusion_tag("goals/_chart.html")
def progress_chart(
    points: Sequence[tuple[date, Decimal | None]],
    period,
    today: date,
    marks: Sequence[tuple[date, str]] = (),
    name: str = "chart",
):
    """Real progress as steps against the expected line.

    `points` are (day, progress 0 to 1 or None) from the oldest, each holding until the next; `marks` are re-baselines.
    """
    shown = [(day, share) for day, share in points if share is not None]
    until = min(max(today, period.starts_on), period.ends_on)
    return {
        "name": name,
        "period": period,
        "today": today,
        "rows": _rows(shown, marks),
        "latest": shown[-1][1] if shown else None,
        "drawings": [_drawing(kind, shown, period, until, marks) for kind in WIDTHS],
    }


def _rows(points, marks):
    rows = [{"day": day, "share": share, "text": ""} for day, share in points]
    rows += [{"day": day, "share": None, "text": text} for day, text in marks]
    return sorted(rows, key=lambda row: row["day"])


def _drawing(kind, points, period, until, marks):
    width, labels = WIDTHS[kind]
    frame = Frame(width, period.starts_on, (period.ends_on - period.starts_on).days)
    bottom = HEIGHT - BOTTOM
    line = _steps(frame, points, until)
    return {
        "kind": kind,
        "width": width,
        "height": HEIGHT,
        "left": LEFT,
        "right": width - RIGHT,
        "top": TOP,
        "bottom": bottom,
        "grid": [{"y": frame.y(Decimal(share) / 100), "text": share} for share in (0, 25, 50, 75, 100)],
        "days": _day_labels(frame, period, labels),
        "line": line,
        "area": f"{line}V{bottom}H{frame.x(points[0][0])}Z" if points else "",
        "end": {"x": frame.x(until), "y": frame.y(points[-1][1])} if points else None,
        "marks": [_mark(frame, day, text) for day, text in marks],
    }


def _steps(frame, points, until):
    if not points:
        return ""
    path = f"M{frame.x(points[0][0])} {frame.y(points[0][1])}"
    for day, share in points[1:]:
        path += f"H{frame.x(day)}V{frame.y(share)}"
    return f"{path}H{frame.x(until)}"


def _mark(frame, day, text):
    x = frame.x(day)
    right_half = x > frame.width / 2
    return {"x": x, "text": text, "at": x - 6 if right_half else x + 6, "anchor": "end" if right_half else "start"}


def _day_labels(frame, period, at_most):
    """The first day, the last, and so many firsts of a month between as have room."""
    firsts, day = [], (period.starts_on.replace(day=1) + timedelta(days=32)).replace(day=1)
    while day < period.ends_on:
        firsts.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    step = max(1, -(-len(firsts) // max(1, at_most - 2)))
    room = 0.6 * (frame.width - LEFT - RIGHT) / at_most
    inner = [
        first
        for first in firsts[step - 1 :: step]
        if frame.x(first) - LEFT > room and frame.width - RIGHT - frame.x(first) > room
    ]
    ends = [(period.starts_on, "start"), *((first, "middle") for first in inner), (period.ends_on, "end")]
    return [{"x": frame.x(day), "anchor": anchor, "text": formats.date_format(day, "j M")} for day, anchor in ends]
