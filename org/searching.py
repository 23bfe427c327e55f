"""People by what one remembers of them: words of name, title or e-mail, or a name with a typing error."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Case, IntegerField, Q, Value, When
from django.utils import timezone

from org.models import Employee, Organization
from org.models.employee import BY_NAME, MOST_WORDS, SHORTEST_WITHIN_A_NAME, EmployeeQuerySet
from org.names import fold
from org.spelling import SHORTEST, closeness, holds, is_within

A_DAY = timedelta(days=1)
# Of those who leave or begin around this very day some are not here by their own date.
MARGIN = 10


class Found(NamedTuple):
    """`people` at most as many as were asked for. `is_near`: nobody goes by these words; these are nearly so."""

    people: list[Employee]
    is_near: bool = False


def words_of(query: str) -> list[str]:
    return fold(query.replace("\0", " ")).split()[:MOST_WORDS]


def find(people: EmployeeQuerySet, words: list[str], limit: int, now: datetime | None = None) -> Found:
    """Of `people` those who work here now: first whose name it is, then who has the words in title or e-mail.

    One query where names alone are enough, two where they are not, four where nobody is found and the words are long
    enough to hold an error.
    """
    now = now or timezone.now()
    if not words:
        return Found([])
    around = _around(people, now).select_related("department", "location")
    wanted = limit + MARGIN
    exactly = list(_named(around, words)[:wanted])
    if len(exactly) < wanted:
        # In the order of an index, which is read only as far as people are wanted where nearly everyone fits.
        also = around.search(" ".join(words)).exclude(pk__in=[person.pk for person in exactly]).by_name()
        exactly += also[: wanted - len(exactly)]
    exactly = _here(exactly, now)[:limit]
    if exactly or all(len(word) < SHORTEST for word in words):
        return Found(exactly)
    ids = _near(_around(people, now), words, wanted)
    rows = {person.pk: person for person in around.filter(pk__in=ids).order_by("pk")} if ids else {}
    return Found(_here([rows[pk] for pk in ids if pk in rows], now)[:limit], True)


def _named(people: EmployeeQuerySet, words: list[str]) -> EmployeeQuerySet:
    """Who has all words in the name; whose name begins with the first one comes first."""
    for word in words:
        within = len(word) >= SHORTEST_WITHIN_A_NAME or is_within(word)
        people = people.filter(search_name__contains=word if within else f" {word}")
    starts = When(search_name__contains=f" {words[0]}", then=Value(0))
    ranked = people.annotate(rank=Case(starts, default=Value(1), output_field=IntegerField()))
    return ranked.order_by("rank", *BY_NAME)


def _near(people: EmployeeQuerySet, words: list[str], limit: int) -> list[int]:
    """The ids of whom the words nearly name, the nearest first. Measured in Python, of what few letters picked out."""
    rows = people.search_near(words).order_by().values_list("search_name", "search_text", "pk")
    found = []
    for name, text, pk in rows.iterator(2000):
        far = closeness([word for word in words if not holds(text, word)], name)
        if far is not None:
            found.append((far, name, pk))
    return [pk for _far, _name, pk in sorted(found)[:limit]]


def _around(people: EmployeeQuerySet, now: datetime) -> EmployeeQuerySet:
    """Everyone who works here by the date of some place on earth: without a look at the zone of each."""
    earliest, latest = now.date() - A_DAY, now.date() + A_DAY
    return people.filter(Q(left_on=None) | Q(left_on__gte=earliest), Q(hired_on=None) | Q(hired_on__lte=latest))


def _here(people: Iterable[Employee], now: datetime) -> list[Employee]:
    people = list(people)
    if not people:
        return []
    organization = Organization.objects.current()
    return [person for person in people if _is_here(person, person.today_beside(organization, now))]


def _is_here(person: Employee, today: date) -> bool:
    has_begun = person.hired_on is None or person.hired_on <= today
    return has_begun and (person.left_on is None or person.left_on >= today)
