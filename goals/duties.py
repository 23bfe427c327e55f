"""What waits for a person of goals: proposals, drafts to agree on, goals of leavers and movers, goals to close.

Each kind has a module of its own beside this one.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from goals import agreement_duties, closing_duties, hand_over_duties, proposal_duties
from inbox.duties import Duty
from org.models import Employee

KINDS = (proposal_duties, agreement_duties, hand_over_duties, closing_duties)


def provider(people: Sequence[Employee], now: datetime) -> Iterable[Duty]:
    for kind in KINDS:
        yield from kind.provider(people, now)
