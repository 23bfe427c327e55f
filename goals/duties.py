"""What waits for a person of goals: proposals, drafts to agree on, goals of leavers and movers, goals to close.

Each kind has its words in a module of its own beside this one. What they need is asked together: the page Today has few
queries, and mails go out for thousands at once. Two queries where nothing waits, seven at most for one person.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Exists, F, OuterRef
from django_cte import CTE, with_cte

from goals import agreement_duties, closing_duties, hand_over_duties, proposal_duties, proposals, states
from goals.models import Objective
from inbox.duties import Duty
from org.models import Employee


def provider(people: Sequence[Employee], now: datetime) -> Iterable[Duty]:
    people = list(people)
    ids = {person.pk for person in people}
    if not ids:
        return
    lately = hand_over_duties.lately(ids, now)
    rows = list(_objectives(people, ids, lately, now))
    yield from proposal_duties.of_proposals(proposals.among(people, now, [each for each in rows if each.is_asked]))
    yield from agreement_duties.of_drafts((each for each in rows if _is_waiting_draft(each, ids)), ids)
    if lately.somebody_left:
        yield from hand_over_duties.of_leavers(ids, now)
    moved: list = [each for each in rows if each.owner_id in lately.moves and each.state in states.OPEN]
    if lately.moves:
        moved += hand_over_duties.key_results_of(lately.moves)
    yield from hand_over_duties.of_movers(moved, lately.moves, ids, now)
    yield from closing_duties.provider(people, now)


def _objectives(people: list[Employee], ids: set[int], lately: hand_over_duties.Lately, now: datetime):
    """Those that wait for these people in some way, in one query, with what each kind asks of them."""
    asked, drafts = proposals.asked(people, now), agreement_duties.waiting(ids)
    kinds = [asked, drafts, *([hand_over_duties.open_goals_of(lately.moves)] if lately.moves else [])]
    first, *others = (kind.order_by().values(node=F("pk")) for kind in kinds)
    # Joined first: PostgreSQL plans eight joins together, and would join all objectives with all that is needed.
    waits = CTE(first.union(*others), name="waits")
    rows = (
        waits.join(Objective.objects.all(), pk=waits.col.node)
        .annotate(
            is_asked=Exists(asked.filter(pk=OuterRef("pk"))),
            proposed_on=proposals.proposed_on(),
            answers=hand_over_duties.answers(),
            **agreement_duties.annotations(),
        )
        .select_related(*proposals.NEEDED, "owner__manager")
        .order_by("pk")
    )
    return with_cte(waits, select=rows)


def _is_waiting_draft(objective: Objective, ids: set[int]) -> bool:
    """As `agreement_duties.waiting`."""
    is_theirs = objective.owner_id in ids or objective.owner.manager_id in ids
    kinds = (agreement_duties.Kind.SUBMITTED, agreement_duties.Kind.RETURNED)
    is_under_way = objective.asked_at is not None or objective.step_kind in kinds
    return is_theirs and objective.state == Objective.State.DRAFT and is_under_way
