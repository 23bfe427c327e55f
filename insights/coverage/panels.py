"""The four things that are told of a unit, each as a number with its sum and as a curve over time."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goals.units import number
from insights.coverage.report import Figures, Line
from insights.coverage.weeks import Step


@dataclass(frozen=True)
class Point:
    step: Step
    value: float | None  # a share, 0 to 1, or a number; None: too few people to say, or nothing to count
    words: str  # the sum behind it


@dataclass(frozen=True)
class Panel:
    slug: str
    title: str | Promise
    value: float | None
    words: str
    is_share: bool
    points: Sequence[Point]


_TITLES = {
    "check-ins": gettext_lazy("Check-ins held"),
    "goals": gettext_lazy("Goals that are current"),
    "feedback": gettext_lazy("Feedback for each person in a quarter"),
    "reviews": gettext_lazy("Reviews submitted"),
}


def panels(whole: Line, steps: Sequence[Step]) -> list[Panel]:
    return [_panel(slug, whole, steps) for slug in _TITLES]


def _panel(slug: str, whole: Line, steps: Sequence[Step]) -> Panel:
    points = [Point(step, *_told(slug, figures)) for step, figures in zip(steps, whole.by_step, strict=True)]
    return Panel(slug, _TITLES[slug], *_told(slug, whole.whole), slug != "feedback", points)


def _told(slug: str, of: Figures) -> tuple[float | None, str]:
    if slug == "feedback":
        received, given = _number(of.received), _number(of.given)
        words = _("%(received)s received, %(given)s given") % {"received": received, "given": given}
        return of.received_rate, words if of.received is not None else ""
    share, part, whole = {
        "check-ins": (of.held_share, of.held, of.due),
        "goals": (of.current_share, of.current, of.active),
        "reviews": (of.submitted_share, of.submitted, of.reviews),
    }[slug]
    return share, _("%(part)s of %(whole)s") % {"part": _number(part), "whole": _number(whole)} if whole else ""


def _number(count: int | None) -> str:
    """As in the table below the panels."""
    return number(None if count is None else Decimal(count))
