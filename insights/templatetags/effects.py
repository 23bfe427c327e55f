"""A share with its spread as accessible SVG: attributes and classes only, printable."""

from django import template

from insights.following.effects import Group

register = template.Library()

WIDTH, EDGE = 160, 6


@register.inclusion_tag("insights/_spread.html")
def spread(group: Group, is_acted_on: bool):
    """A dot at the share of those that got better, on a line from the least to the most that it may be."""
    low, high = group.spread
    return {
        "width": WIDTH,
        "low": _x(low),
        "high": _x(high),
        "at": _x(group.better),
        "middle": _x(0.5),
        "edge": EDGE,
        "end": WIDTH - EDGE,
        "is_acted_on": is_acted_on,
    }


def _x(share: float) -> float:
    return round(EDGE + share * (WIDTH - 2 * EDGE), 1)
