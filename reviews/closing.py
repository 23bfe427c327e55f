"""When a review may be written: from the first day of writing to its relation's due day, where the organisation is."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from org.models import Organization
from org.zones import zone
from reviews import alone, anonymity
from reviews.models import Anonymity, Cycle, CyclePhase, CycleRelation, Phase, Relation, Review, Step


def today_of(organization: Organization, now: datetime | None = None) -> date:
    return (now or timezone.now()).astimezone(zone(organization.time_zone)).date()


def due_of(review: Review) -> date | None:
    """Its own day where HR extended it, else its relation's. Comes loaded with the cycle's relations."""
    return review.due_on or next((row.due_on for row in _rows(review)), None)


def why_closed(review: Review, today: date) -> str:
    """The sentence that tells why it cannot be submitted; empty while it can."""
    cycle = review.participant.cycle
    if cycle.state == Cycle.State.CANCELLED:
        return _("This cycle was cancelled: nobody is asked any more. %(kept)s") % {"kept": _kept(review)}
    if cycle.state != Cycle.State.WRITING:
        words = _("The cycle is in %(phase)s, so nothing can be submitted. %(kept)s")
        return words % {"phase": cycle.get_state_display(), "kept": _kept(review)}
    if cycle.paused_at:
        return _("HR has paused this cycle; it can be submitted when it goes on. %(kept)s") % {"kept": _kept(review)}
    if review.participant.taken_out_at:
        words = _("This person no longer takes part in the cycle, so nobody is asked about them. %(kept)s")
        return words % {"kept": _kept(review)}
    due = due_of(review)
    if is_over(due, review.due_on is None and any(row.closed_at for row in _rows(review)), today):
        words = _("This review was due on %(day)s and is closed. %(kept)s")
        return words % {"day": date_format(due, "j F Y") if due else "", "kept": _kept(review)}
    return ""


def why_paused(cycle: Cycle) -> str:
    """What is said to whoever answers, changes or calibrates; empty while the cycle goes on."""
    if cycle.paused_at is None:
        return ""
    return _("HR has paused this cycle; you can send it when it goes on. What you typed stays your draft.")


def _kept(review: Review) -> str:
    if review.anonymity == Anonymity.ANONYMOUS:
        return _("What you typed stays in this browser tab.")
    return _("What you typed stays your draft.")


def is_over(due: date | None, is_closed: bool, today: date) -> bool:
    """`is_closed`: its relation was closed, and HR gave this one no day of its own."""
    return due is None or is_closed or due < today


def open_due(now: datetime | None = None) -> int:
    """Begins writing where its day has come, each cycle once; returns how many. What managers have not decided about
    peers they can decide while peers write.
    """
    today = today_of(Organization.objects.current(), now)
    begun = CyclePhase.objects.filter(phase=Phase.WRITING, starts_on__lte=today, cycle__state=Cycle.State.NOMINATION)
    return alone.each(list(begun.order_by("cycle").values_list("cycle", flat=True)), _open)[0]


@transaction.atomic
def _open(pk: int) -> bool:
    cycle = Cycle.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    if cycle.state != Cycle.State.NOMINATION or cycle.paused_at:
        return False
    before, cycle.state = cycle.state, Cycle.State.WRITING
    cycle.save(update_fields=["state"])
    Step.objects.create(cycle=cycle, what=Step.What.MOVED, before=before, after=cycle.state)
    return True


def _rows(review: Review) -> list[CycleRelation]:
    return [row for row in review.participant.cycle.relations.all() if row.relation == review.relation]


def close_due(now: datetime | None = None) -> int:
    """Closes the relations whose day has passed, each once; returns how many."""
    anonymity.purge()  # what a reader kept from it the last time
    today = today_of(Organization.objects.current(), now)
    over = CycleRelation.objects.filter(
        closed_at=None, due_on__lt=today, cycle__state=Cycle.State.WRITING, cycle__paused_at=None
    )

    def close(row: tuple[int, int]) -> bool:
        return _close(*row, today, now)

    return alone.each(list(over.order_by("pk").values_list("pk", "cycle")), close)[0]


@transaction.atomic
def _close(pk: int, cycle: int, today: date, now: datetime | None) -> bool:
    # The cycle's row first, as whoever submits or moves does: a submission is before the closing or after it.
    held = Cycle.objects.select_for_update(of=("self",), no_key=True).get(pk=cycle)
    row = CycleRelation.objects.filter(pk=pk, closed_at=None, due_on__lt=today).first()
    if row is None or held.state != Cycle.State.WRITING or held.paused_at:
        return False
    _shut(held, [row], now or timezone.now())
    words = str(Relation(row.relation).label)
    Step.objects.create(cycle=held, what=Step.What.MOVED, relation=row.relation, before=words, after="closed")
    return True


def close_all(cycle: Cycle) -> None:
    """Those still open, as the cycle leaves writing, which is the step that the history tells. Its row is held."""
    _shut(cycle, list(cycle.relations.filter(closed_at=None).order_by("pk")), timezone.now())


def _shut(cycle: Cycle, rows: list[CycleRelation], now: datetime) -> None:
    for row in rows:
        row.closed_at = now
        row.save(update_fields=["closed_at"])
    if any(cycle.anonymity_of(row.relation) == Anonymity.ANONYMOUS for row in rows):
        anonymity.forget()
