"""Closes the objectives of a period that one person acts for, all that the page says or nothing of it, once."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from goals import rollup
from goals.carrying import landings
from goals.models import Change, Objective, Period
from goals.services import common
from goals.services.alignment import counts_at_once, lock_alignments_in, refuse_parent, set_alignment
from goals.services.copying import draft_like
from goals.services.states import cancel, close

State = Objective.State


class Next(models.TextChoices):
    """What becomes of an objective at the end of its period."""

    OPEN = "open", _("Leave open")
    CLOSE = "close", _("Close")
    CARRY = "carry", _("Close and carry over")
    CANCEL = "cancel", _("Cancel")


class Ending(NamedTuple):
    """As written on the page: `text` is the retrospective, or the reason to cancel."""

    objective: Objective
    next: str
    text: str
    score: Decimal | None = None


class Done(NamedTuple):
    closed: int
    carried: int
    cancelled: int


@transaction.atomic
def close_objectives(endings: list[Ending], *, by, into: Period | None = None) -> Done:
    """Ends each, whatever lies below first; then carries over into the period `into`, whatever lies above first.

    The same sent twice finds it done. A refusal carries `row`, the place of the ending that it is about.
    """
    places = {each.objective.pk: place for place, each in enumerate(endings)}
    by_id = {each.objective.pk: each for each in endings}
    _lock(endings, into)
    order = rollup.upwards({each.objective.pk: each.objective.aligned_to_id for each in endings})
    for pk in order:
        with _about(places[pk]):
            _end(by_id[pk], by)
    carried = [pk for pk in reversed(order) if by_id[pk].next == Next.CARRY]
    for pk in carried:
        with _about(places[pk]):
            carry_over(by_id[pk].objective, into, by=by)
    ends = [each.next for each in endings]
    return Done(ends.count(Next.CLOSE) + len(carried), len(carried), ends.count(Next.CANCEL))


@transaction.atomic
def carry_over(objective: Objective, period: Period | None, *, by) -> Objective:
    """The draft that carries `objective` on in `period`: made once, aligned to the copy of its parent where there is
    one, to the same parent again where that one's period holds `period`, else to nothing.
    """
    if period is None:
        raise ValidationError(_("There is no period to carry it over into yet; HR makes it."), code="period")
    lock_alignments_in(period)
    objective = common.lock(objective.pk)
    there = Objective.objects.filter(copied_from=objective, period=period).exclude(state=State.CANCELLED)
    if known := there.order_by("pk").first():
        return known
    common.refuse_locked(period, common.Lock.DEFINITIONS, by.today())
    copy, _notes = draft_like(objective, period, by=by)
    landing = landings([objective], period)[objective.pk]
    if landing.parent is not None:
        _align(copy, landing, by)
    return copy


def _align(copy: Objective, landing, by) -> None:
    """To the copy of the parent also while that is a draft: nothing counts in a draft, and both begin together."""
    parent = landing.parent
    if not (landing.is_copy and parent.state == State.DRAFT):
        refuse_parent(copy, parent)
    accepted = counts_at_once(copy, parent, by)
    alignment = Objective.Alignment.ACCEPTED if accepted else Objective.Alignment.PROPOSED
    set_alignment(copy, parent, alignment, by=by)


def _lock(endings: list[Ending], into: Period | None) -> None:
    """Alignments before objectives, and these in the order of their ids, with what the copies may be aligned to."""
    ids = {each.objective.pk for each in endings}
    carried = [each.objective for each in endings if each.next == Next.CARRY]
    if carried and into is not None:
        lock_alignments_in(into)
        ids |= {each.parent.pk for each in landings(carried, into).values() if each.parent}
    common.lock_all(*ids)


def _end(ending: Ending, by) -> None:
    if _is_done(ending, by):
        return
    if ending.next == Next.CANCEL:
        cancel(ending.objective, by=by, reason=ending.text)
    else:
        close(ending.objective, by=by, score=ending.score, retrospective=ending.text)


def _is_done(ending: Ending, by) -> bool:
    """The very same was written before; whatever else somebody wrote meanwhile is refused by the state."""
    now = Objective.objects.get(pk=ending.objective.pk)
    text = ending.text.strip()
    if ending.next == Next.CANCEL:
        last = Change.objects.filter(objective=now, field=Change.Field.STATE).order_by("-at", "-pk").first()
        return now.state == State.CANCELLED and last is not None and (last.by_id, last.reason) == (by.pk, text)
    is_same = ending.score is not None and (now.score, now.retrospective) == (round(ending.score, 2), text)
    return now.state == State.CLOSED and is_same


@contextmanager
def _about(place: int) -> Iterator[None]:
    try:
        yield
    except ValidationError as error:
        error.row = place
        raise
