"""A span of the bridge in small: attributes and classes only, as the large one."""

from decimal import Decimal
from itertools import pairwise

from django import template

register = template.Library()

DECK, CHORD, WIDTH = 10, 58, 160
# How far the deck hangs for each point that is missing; more than this many would break it.
FALL, POINTS_AT_MOST = 1.4, 30
NODES = (0, 40, 80, 120, 160)


@register.inclusion_tag("today/_span.html")
def span_in_small(short: Decimal, status: str):
    """`short` is what is missing of what is expected, 0 to 1."""
    depth = FALL * min(float(short) * 100, POINTS_AT_MOST)
    tops = [(x, DECK + 4 * depth * (x / WIDTH) * (1 - x / WIDTH)) for x in NODES]
    points = [(x, y if place % 2 else CHORD) for place, (x, y) in enumerate(tops)]
    members = [f"M{x1} {y1:.1f}L{x2} {y2:.1f}" for (x1, y1), (x2, y2) in pairwise(points)]
    curve = f"M0 {DECK}Q{WIDTH / 2:g} {DECK + 2 * depth:.1f} {WIDTH} {DECK}"
    return {"status": status, "curve": curve, "has_gap": depth > 0, "members": members}
