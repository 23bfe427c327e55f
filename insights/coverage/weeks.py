"""Which weeks a report counts. Whole ones only, and those that are over: so what is shown for one stretch of time less
what is shown for another is always of whole weeks, as each of them stands in the report by itself.
"""

from dataclasses import dataclass
from datetime import date, timedelta

WEEK = timedelta(weeks=1)
BY_ITSELF = 26  # up to so many weeks each is a step of its own; beyond, four are one
TOGETHER = 4
MOST = 104
USUAL = 13


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True)
class Step:
    """Some weeks that are told as one; `weeks` are their places, from the first of the report."""

    first: date
    last: date
    weeks: range


@dataclass(frozen=True)
class Span:
    """From a Monday to a Sunday; `count` is 0 where no week of it is over."""

    first: date
    count: int

    @property
    def last(self) -> date:
        return self.first + self.count * WEEK - timedelta(days=1)

    @property
    def steps(self) -> list[Step]:
        size = 1 if self.count <= BY_ITSELF else TOGETHER
        return [self._step(range(begin, min(begin + size, self.count))) for begin in range(0, self.count, size)]

    def _step(self, weeks: range) -> Step:
        return Step(self.first + weeks.start * WEEK, self.first + weeks.stop * WEEK - timedelta(days=1), weeks)


def between(first: date, last: date, today: date) -> Span:
    """The whole weeks that hold these two days, as far as they are over on the day `today`."""
    begin, end = monday(first), monday(today)
    if last < end:  # after the last of all days there is no week
        end = monday(last) + WEEK
    return Span(begin, max(0, (end - begin).days // 7))


def usual(today: date) -> Span:
    """The last quarter of a year."""
    return Span(monday(today) - USUAL * WEEK, USUAL)
