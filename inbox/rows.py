"""The rows of duties as Today and the inbox show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from inbox import snoozing
from inbox.duties import Duty
from inbox.snoozing import Resting
from org.models import Organization


@dataclass(frozen=True)
class Row:
    duty: Duty
    late: int  # days
    choices: list[date]  # until when it may rest
    until: date | None = None  # it rests

    @property
    def other_id(self) -> int | None:
        return self.duty.other.pk if self.duty.other else None


def dressed(duties: Iterable[Duty], today: date, organization: Organization) -> list[Row]:
    return [Row(duty, max(duty.days_late(today), 0), snoozing.choices(duty, today, organization)) for duty in duties]


def resting(rests: Iterable[Resting], today: date) -> list[Row]:
    return [Row(each.duty, max(each.duty.days_late(today), 0), [], each.until) for each in rests]


def grouped(duties: Iterable[Duty]) -> list[Duty]:
    """The duties with the same person together; whoever has the most urgent one first, what is about nobody last."""
    groups: dict[int | None, list[Duty]] = {}
    for duty in duties:
        groups.setdefault(duty.other.pk if duty.other else None, []).append(duty)
    about_nobody = groups.pop(None, [])
    return [duty for group in groups.values() for duty in group] + about_nobody
