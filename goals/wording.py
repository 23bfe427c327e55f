"""Advice on the wording of an objective and its key results. It advises and never blocks; nothing of it is stored.

Pure functions. What depends on a language stands in a file of its own (`wording_english`); a text in a language
without one gets the advice that needs no words.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from goals import numbers
from goals.models import KeyResult, Period
from goals.wording_english import ENGLISH
from goals.wording_rules import Language

LANGUAGES = {"en": ENGLISH}
WORDS_AT_MOST = 12
CHARACTERS_AT_MOST = 90
KEY_RESULTS_AT_MOST = 5
MILESTONE = KeyResult.Unit.MILESTONE


class Row(NamedTuple):
    """A key result as it is written so far; a number is None where none is written, or it cannot be read."""

    title: str
    unit: str = KeyResult.Unit.NUMBER
    baseline: Decimal | None = None
    target: Decimal | None = None
    weight: Decimal | None = Decimal(1)
    due_on: date | None = None


class Advice(NamedTuple):
    """`about` is the title of the key result; empty where it is about the objective or about all of them."""

    code: str
    what: str | Promise
    why: str | Promise
    better: str | Promise
    about: str = ""


def check(title: str, rows: Sequence[Row], period: Period | None = None, language: str = "en") -> list[Advice]:
    """What could be said better, the objective first. Rows without a title are none."""
    words = LANGUAGES.get(language.partition("-")[0])
    rows = [row for row in rows if row.title.strip()]
    found = [*_objective(title.strip(), words), *_all(rows)]
    for row in rows:
        found += [advice._replace(about=row.title) for advice in _row(row, period, words)]
    return found


def rows_of(key_results: Sequence[KeyResult]) -> list[Row]:
    return [Row(each.title, each.unit, each.baseline, each.target, each.weight, each.due_on) for each in key_results]


def number_or_none(text) -> Decimal | None:
    """What somebody is still typing."""
    if isinstance(text, Decimal):
        return text
    try:
        return numbers.parse(text, percent=True) if text and str(text).strip() else None
    except ValidationError:
        return None


def _objective(title: str, words: Language | None) -> Iterator[Advice]:
    if not title:
        return
    if words and words.is_task(title, strictly=False):
        yield Advice(
            "task",
            _("The title says what you will do, not what will be true."),
            _("One can do all of it and nothing gets better. An aim says what others will notice."),
            _("Instead of “Write the new guide”: “Customers install without asking us”."),
        )
    if words and words.holds_two_aims(title):
        yield Advice(
            "two-aims",
            _("It seems to hold two aims."),
            _("Where one succeeds and the other fails, nobody can say how the whole stands."),
            _("Make two objectives, or name what both serve: “Orders arrive complete and on time” is one."),
        )
    if len(title.split()) > WORDS_AT_MOST or len(title) > CHARACTERS_AT_MOST:
        yield Advice(
            "long",
            _("The title is long."),
            _("It stands in lists, in mails and above every key result: what one cannot say in passing is forgotten."),
            _("Keep the aim, and move how and why to “What it is about”."),
        )


def _all(rows: Sequence[Row]) -> Iterator[Advice]:
    if not rows:
        yield Advice(
            "no-key-results",
            _("It has no key results yet."),
            _("Without a number nobody can see whether it is reached, you neither."),
            _("Ask: how would we notice? “Complaints a month: from 22 to 5”."),
        )
        return
    if len(rows) > KEY_RESULTS_AT_MOST:
        yield Advice(
            "many",
            _("It has more than five key results."),
            _("Who watches everything steers nothing, and each one counts little."),
            _("Keep the two to five that show the aim best; the others are tasks, or another objective."),
        )
    if all(row.weight == 0 for row in rows):
        yield Advice(
            "weights",
            _("Every key result has the weight 0."),
            _("Weight 0 is shown and does not count, so the objective has no measure."),
            _("Give at least one the weight 1."),
        )
    if all(row.unit == MILESTONE for row in rows):
        yield Advice(
            "milestones",
            _("All key results are milestones."),
            _("A milestone is done or not: for most of the time it says 0 %, and it does not tell whether it helped."),
            _("Beside “Second carrier signed” put “Orders shipped complete: from 82 to 97 %”."),
        )


def _row(row: Row, period: Period | None, words: Language | None) -> Iterator[Advice]:
    yield from _measure(row)
    if words and words.is_task(row.title, strictly=row.unit == MILESTONE):
        yield Advice(
            "task-key-result",
            _("This is something to do rather than something to see."),
            _("A key result shows that the work had an effect; the work itself belongs into check-ins."),
            _("Instead of “Run five trainings”: “Team leads who hold check-ins on time: from 58 to 85 %”."),
        )
    elif words and words.is_vague(row.title) and row.unit != MILESTONE:
        yield Advice(
            "vague",
            _("It does not say what is counted."),
            _("Two people would measure it in two ways, and both would be right."),
            _("Name the thing and the unit: “Days from order to delivery, median”."),
        )
    if words and (number := _other_number(row, words)):
        yield Advice(
            "other-number",
            _("The title names %(number)s; the target is %(target)s.")
            % {"number": number, "target": numbers.plain(row.target)},
            _("A reader believes the title, the sum follows the target."),
            _("Leave numbers out of the title: from where and to where stands beside it."),
        )
    if row.due_on is None and period is None:
        yield Advice(
            "no-date",
            _("It has no date."),
            _("What has no end is always nearly done."),
            _("Choose a period for the objective, or give the key result a due date."),
        )
    elif row.due_on and period and not period.starts_on <= row.due_on <= period.ends_on:
        yield Advice(
            "date-outside",
            _("Its due date is not within the period."),
            _("The objective is closed when the period ends."),
            _("Choose a day in it, or leave the date empty: then the period’s end holds."),
        )


def _measure(row: Row) -> Iterator[Advice]:
    if row.unit == MILESTONE:
        return
    if row.baseline is None or row.target is None:
        yield Advice(
            "no-measure",
            _("It cannot be measured yet: it needs a start and a target."),
            _("Progress is the part of the way from the one to the other."),
            _("Look up what the value is today; an honest estimate is better than none: “from 14 to 9 days”."),
        )
    elif row.baseline == row.target:
        yield Advice(
            "nothing-moves",
            _("Start and target are the same."),
            _("Then there is no way to go, and no progress to show."),
            _("To keep something as good as it is, count what would spoil it: “Outages a month: from 3 to 0”."),
        )


def _other_number(row: Row, words: Language) -> str:
    """A number that the title promises and that is neither the target nor what leads to it."""
    if row.target is None or row.unit == MILESTONE:
        return ""
    known = {row.target} | ({row.baseline} if row.baseline is not None else set())
    if row.baseline is not None:
        change = abs(row.target - row.baseline)
        known |= {change} | ({100 * change / abs(row.baseline)} if row.baseline else set())
    for text, is_change in words.promised_numbers(row.title, in_days=row.unit == KeyResult.Unit.DAYS):
        number = number_or_none(text)
        if number is not None and number not in known and not (is_change and row.baseline is None):
            return text
    return ""
