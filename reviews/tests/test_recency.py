"""Which months the cited evidence covers, and how it is said."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews import recency

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def month(number: int) -> date:
    return date(2026, number, 1)


@pytest.mark.parametrize(
    ("cited", "waiting", "words"),
    [
        ([4, 10, 11], [[5], [6, 7], [4]], "9 of 12 months are missing: nothing from January to March, May to September "
         "and December. 2 entries from then stand beside."),
        ([], [[5]], "Nothing is cited yet. 1 entry from then stands beside."),
        (range(1, 13), [], "Every month so far is covered by what you cite."),
        ([month for month in range(1, 13) if month != 7], [], "1 of 12 months is missing: nothing from July."),
    ],
)  # fmt: skip
def test_it_names_what_is_missing(cited, waiting, words):
    months = [[month(number) for number in each] for each in waiting]

    strip = recency.strip(*YEAR, date(2027, 1, 5), cited=[month(number) for number in cited], waiting=months)

    assert strip.words == words


def test_what_is_still_to_come_is_not_missing():
    strip = recency.strip(*YEAR, date(2026, 3, 2), cited=[month(1), month(2), month(3)], waiting=[])

    assert not strip.is_warning
    assert [each.is_to_come for each in strip.months] == [False] * 3 + [True] * 9


def test_years_are_named_where_there_are_two():
    strip = recency.strip(date(2026, 11, 15), date(2027, 2, 3), date(2027, 3, 1), cited=[date(2027, 2, 1)], waiting=[])

    assert strip.words == "3 of 4 months are missing: nothing from November 2026 to January 2027."


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 900), st.sets(st.integers(0, 30)))
def test_every_month_is_there_once_and_is_covered_or_missing(starts_on, length, cited):
    ends_on = date.fromordinal(starts_on.toordinal() + length)
    months = recency.months_between(starts_on, ends_on)
    covered = {months[place] for place in cited if place < len(months)}

    strip = recency.strip(starts_on, ends_on, ends_on, cited=covered, waiting=[])

    assert [each.first for each in strip.months] == sorted(set(months))
    assert len(months) == 12 * (ends_on.year - starts_on.year) + ends_on.month - starts_on.month + 1
    assert {each.first for each in strip.months if each.is_covered} == covered
    assert strip.is_warning == (len(covered) < len(months))
