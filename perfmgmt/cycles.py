"""How the review cycles stand, for HR on Today: phases and counts, never what anybody wrote, nor anything anonymous."""

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from org.models import Employee
from reviews import nominating
from reviews.cycle_page import phase_bar
from reviews.models import Cycle, Participant, Review
from reviews.models.setting_up import not_about

OVER = (Cycle.State.CLOSED, Cycle.State.CANCELLED)
SHOWN = 4


def under_way(viewer: Employee) -> list[Cycle]:
    """The newest first, each with its `bar`, how many take part, and of what is asked for how much was submitted;
    without the viewer and their manager. Two queries."""
    people = Participant.objects.taking_part().filter(not_about(viewer, "subject"), cycle=OuterRef("pk"))
    reviews = Review.objects.filter(
        not_about(viewer, "participant__subject"),
        participant__cycle=OuterRef("pk"),
        participant__taken_out_at=None,
        state__in=nominating.LOADING,
    )
    rows = Cycle.objects.visible_to(viewer).exclude(state__in=OVER).prefetch_related("phases")
    rows = rows.annotate(
        people=_count(people, "cycle"),
        asked=_count(reviews, "participant__cycle"),
        submitted=_count(reviews.filter(state=Review.State.SUBMITTED), "participant__cycle"),
        released=_count(people.filter(released_at__isnull=False), "cycle"),
    )
    found = list(rows.order_by("-starts_on", "-pk")[:SHOWN])
    for cycle in found:
        cycle.bar = phase_bar(cycle)
    return found


def _count(rows, group: str) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values(group).annotate(n=Count("pk")).values("n")), 0)
