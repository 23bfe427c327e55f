"""Charts as accessible SVG: attributes and classes only, clean under the strict CSP, printable."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from django import template
from django.utils import formats

register = template.Library()

HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 210, 38, 10, 10, 24
# Of a break: half of the gap in the line, how many lines of labels there may be, about how wide a letter is.
GAP, LANES, LETTER = 3, 3, 6.1
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
    until: date,
    breaks: Sequence[tuple[date, str]] = (),
    updates: Sequence[tuple[date, list[str]]] = (),
    name: str = "chart",
):
    """Real progress as steps against the expected line, drawn up to the day `until`.

    `points` are (day, progress 0 to 1 or None) from the oldest, each holding until the next; `breaks` are re-baselines
    in words, `updates` what was recorded for a day.
    """
    shown = [(day, share) for day, share in points if share is not None]
    until = min(max(until, period.starts_on), period.ends_on)
    return {
        "name": name,
        "period": period,
        "rows": _rows(shown, breaks, updates),
        "latest": shown[-1][1] if shown else None,
        "drawings": [_drawing(kind, shown, period, until, breaks, updates) for kind in WIDTHS],
    }


def _rows(points, breaks, updates):
    """The table behind: each day on which anything happened, with what stood from then on."""
    words: dict[date, list[str]] = {day: list(texts) for day, texts in updates}
    for day, text in breaks:
        words.setdefault(day, []).append(text)
    days = sorted({day for day, _share in points} | words.keys())
    return [{"day": day, "share": _share_on(points, day), "words": words.get(day, [])} for day in days]


def _share_on(points, day: date) -> Decimal | None:
    return next((share for known, share in reversed(points) if known <= day), None)


def _drawing(kind, points, period, until, breaks, updates):
    width, labels = WIDTHS[kind]
    frame = Frame(width, period.starts_on, (period.ends_on - period.starts_on).days)
    bottom = HEIGHT - BOTTOM
    within = [(day, text) for day, text in breaks if period.starts_on <= day <= until]
    pieces = _pieces(frame, points, until, {day for day, _text in within})
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
        "lines": [path for _x, path in pieces],
        "areas": [f"{path}V{bottom}H{x}Z" for x, path in pieces],
        "dots": _dots(frame, points, until, dict(updates), {day for day, _text in within}),
        "end": {"x": frame.x(until), "y": frame.y(points[-1][1])} if points else None,
        "breaks": _breaks(frame, within),
    }


def _pieces(frame, points, until, broken: set[date]) -> list[tuple[float, str]]:
    """The line as (where it begins, its path): steps, and at a re-baseline it ends and another one begins."""
    known = dict(points)
    days = sorted(day for day in known.keys() | broken if points and points[0][0] <= day <= until)
    pieces: list[tuple[float, str]] = []
    for day in days:
        x, y = frame.x(day), frame.y(_share_on(points, day) or Decimal(0))
        if pieces and day not in broken:
            begins, path = pieces[-1]
            pieces[-1] = (begins, f"{path}H{x}V{y}")
            continue
        if pieces:
            begins, path = pieces[-1]
            pieces[-1] = (begins, f"{path}H{max(begins, round(x - GAP, 1))}")
            x = min(round(x + GAP, 1), frame.x(until))
        pieces.append((x, f"M{x} {y}"))
    if pieces:
        begins, path = pieces[-1]
        pieces[-1] = (begins, f"{path}H{frame.x(until)}")
    return pieces


def _dots(frame, points, until, updates: dict[date, list[str]], broken: set[date]):
    found = []
    for day, texts in updates.items():
        share = _share_on(points, day)
        if share is not None and frame.starts_on <= day <= until:
            x = frame.x(day) + (GAP if day in broken else 0)  # where the new piece begins
            found.append({"x": round(min(x, frame.x(until)), 1), "y": frame.y(share), "day": day, "texts": texts})
    return found


def _breaks(frame, breaks):
    """Each with its label, in the first of a few lines where it runs into no other; else it is in the table alone."""
    lanes: list[float] = [0.0] * LANES
    found = []
    for day, text in breaks:
        x, length = frame.x(day), len(text) * LETTER
        is_right = x + length + 6 > frame.width
        begins = x - 6 - length if is_right else x + 6
        lane = next((nth for nth in range(LANES) if lanes[nth] <= begins), None)
        if lane is not None and begins >= 0:
            lanes[lane] = begins + length + 8
        label = "" if lane is None or begins < 0 else text
        at, anchor = (x - 6, "end") if is_right else (x + 6, "start")
        found.append(
            {"x": x, "day": day, "text": text, "label": label, "at": at, "y": 20 + 14 * (lane or 0), "anchor": anchor}
        )
    return found


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
