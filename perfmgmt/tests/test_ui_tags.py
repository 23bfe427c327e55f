from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.template import Context, Template
from django.utils import timezone, translation

from perfmgmt.templatetags import ui


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "–"),
        (Decimal("0.54"), "54\xa0%"),
        (Decimal("0.545"), "55\xa0%"),
        (Decimal(0), "0\xa0%"),
        (Decimal("0.001"), "1\xa0%"),
        (Decimal("0.999"), "99\xa0%"),
        (Decimal(1), "100\xa0%"),
        (Decimal("1.2"), "120\xa0%"),
        (Decimal("-0.25"), "−25\xa0%"),
        (Decimal("-0.001"), "0\xa0%"),
    ],
)
def test_percent(value, words):
    assert ui.percent(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "–"),
        ("0.25", "25\xa0%"),
        ("0.125", "12.5\xa0%"),
        ("0.111111111111", "11.1\xa0%"),
        ("0.9999", "99.9\xa0%"),
        ("1", "100\xa0%"),
        ("0.01", "1\xa0%"),
        ("0.00996", "1\xa0%"),
        ("0.000204", "0.02\xa0%"),
        ("0", "0\xa0%"),
    ],
)
def test_share(value, words):
    assert ui.share(value and Decimal(value)) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [("0.152", "15.2"), ("-0.036", "−3.6"), ("0", "0.0"), ("0.000108", "0.011"), ("-0.0004", "−0.04"), (None, "–")],
)
def test_points_never_look_like_nothing(value, words):
    assert ui.points(value and Decimal(value)) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("0.0023", "<\xa01"), ("0.0049", "<\xa01"), ("0.005", "1"), ("0.152", "15"), ("0", "0"), ("-0.0023", ">\xa0−1"),
        ("-0.036", "−4"), (None, "–"),
    ],
)  # fmt: skip
def test_among_whole_points_a_part_of_one_has_no_digits(value, words):
    assert ui.points(value and Decimal(value), 0) == words


def test_a_very_large_percentage_is_grouped():
    assert (ui.percent(12), ui.percent(Decimal("1234.5"))) == ("1200\xa0%", "123,450\xa0%")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Decimal("12.100000000"), "12.1"),
        (Decimal("9.000000000"), "9"),
        (Decimal("100"), "100"),
        (Decimal("1E+2"), "100"),
        (Decimal("-3.2"), "−3.2"),
        (Decimal("14000.5"), "14,000.5"),
        (Decimal("0"), "0"),
        (None, "–"),
    ],
)
def test_number(value, words):
    assert ui.number(value) == words


def test_number_in_german():
    with translation.override("de"):
        assert (ui.number(Decimal("14000.5")), ui.percent(Decimal("0.5"))) == ("14.000,5", "50\xa0%")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 23), "today"),
        (date(2026, 11, 24), "tomorrow"),
        (date(2026, 11, 22), "yesterday"),
        (date(2026, 11, 27), "in 4 days"),
        (date(2026, 11, 20), "3 days ago"),
        (date(2027, 3, 4), "4 Mar 2027"),
    ],
)
def test_near(day, words):
    with time_machine.travel(datetime(2026, 11, 23, 12, tzinfo=UTC), tick=False):
        html = ui.near(day)

    assert html.endswith(f">{words}</time>")
    assert f'datetime="{day.isoformat()}"' in html
    assert "title=" in html


def test_near_by_the_readers_clock():
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    with time_machine.travel(late, tick=False), timezone.override("Europe/Berlin"):
        assert ">today<" in ui.near(date(2026, 11, 24))
        assert ">yesterday<" in ui.near(datetime(2026, 11, 23, 22, 0, tzinfo=UTC))


def test_progress_says_in_words_what_it_draws():
    html = ui.progress_bar(Decimal("1.4"), Decimal("0.58"), "on-track")

    assert 'aria-label="140\xa0% of an expected 58\xa0%"' in html
    assert 'width="100.0"' in html
    assert "style=" not in html


def test_progress_without_a_measure_draws_no_bar():
    html = ui.progress_bar(None, Decimal("0.58"), "none")

    assert "No measure yet" in html
    assert 'class="real"' not in html


def test_sparkline_needs_something_to_draw():
    assert ui.sparkline([], "stale") == ""
    assert ui.sparkline([None], "stale") == ""
    assert 'points="0.0,11.0 82.0,11.0"' in ui.sparkline([Decimal("0.5")], "stale")


def test_an_unknown_icon_is_a_circle():
    assert ui.icon("no-such-icon") == ui.icon("circle")
    assert 'aria-hidden="true"' in ui.icon("sun")


def test_names_are_data():
    html = Template('{% status_chip s %}{% icon "sun" title=s %}').render(Context({"s": '"><script>'}))

    assert "<script>" not in html


def test_a_page_that_is_not_there_has_no_path():
    assert (ui.path_of("today"), ui.path_of("nowhere")) == ("/", "")
