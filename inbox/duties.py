"""Duties: what waits for a person. Derived from the records of the apps above, never stored.

An app registers a provider in its `AppConfig.ready()`. A provider gets a queryset or list of people and the
instant, and yields the duties of all of them in a fixed number of queries.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any


@dataclass(frozen=True)
class InPlace:
    """The duty can be done in its row, without a page: what `inbox.deeds` knows for its key does it."""

    words: str  # the button's words
    told: str = ""  # who will see it, said beforehand


@dataclass(frozen=True)
class Duty:
    """One thing that waits for one person.

    `title` names the thing and the other person, never a text that somebody wrote. It stands in the mail too, unless
    there is a `mail_title`: a mail names nobody but the other person of a check-in. `detail` is shown on Today only.
    `why` is the rule that sent it, in words, and stands in the mail. `other` is the person (an Employee) whom the title
    names, if any: the inbox can be grouped by them.
    """

    person_id: int
    key: str  # unique and stable: "check-in:12:log"
    title: str
    action: str  # the button's words, verb and object
    path: str  # where the button goes
    why: str
    due_on: date | None = None
    detail: str = ""
    icon: str = "circle"
    minutes: int = 5
    kind: str = ""
    mail_title: str = ""
    in_mail: bool = True  # False: shown on Today, waits without a mail
    other: Any = field(default=None, compare=False, repr=False)
    in_place: InPlace | None = None

    def is_due(self, today: date) -> bool:
        """Due today or overdue; without a date it is due at once."""
        return self.due_on is None or self.due_on <= today

    def days_late(self, today: date) -> int:
        return (today - self.due_on).days if self.due_on else 0

    @property
    def outside_title(self) -> str:
        """What may stand in a mail and in a calendar."""
        return self.mail_title or self.title


Provider = Callable[[Sequence, datetime], Iterable[Duty]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    if provider not in _providers:
        _providers.append(provider)


def duties_of(people: Sequence, now: datetime) -> dict[int, list[Duty]]:
    """The duties of each of `people` (Employee objects), most urgent first; those without any are left out.

    Before the hire date nothing waits for a person, whatever stands in the records.
    """
    people = [person for person in people if _is_hired(person, now)]
    found: dict[int, list[Duty]] = {}
    for provider in _providers:
        for duty in provider(people, now):
            found.setdefault(duty.person_id, []).append(duty)
    for duties in found.values():
        duties.sort(key=lambda duty: (duty.due_on is None, duty.due_on or date.min, duty.key))
    return found


def _is_hired(person, now: datetime) -> bool:
    # Nowhere is it earlier than the day before UTC's: only who begins about now is asked for their zone.
    long_ago = person.hired_on is None or person.hired_on < now.date() - timedelta(days=1)
    return long_ago or person.hired_on <= person.today(now)
