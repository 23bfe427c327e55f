from datetime import date

import pytest

from org.imports.dates import decide, hint, is_forever, readings


@pytest.mark.parametrize(
    ("value", "order", "day"),
    [
        ("2024-03-01", "ymd", date(2024, 3, 1)),
        ("2024/3/1", "ymd", date(2024, 3, 1)),
        ("20240301", "ymd", date(2024, 3, 1)),
        ("2024-03-01T00:00:00Z", "ymd", date(2024, 3, 1)),
        ("2024-03-01-08:00", "ymd", date(2024, 3, 1)),
        ("2024-03-01Z", "ymd", date(2024, 3, 1)),
        ("03/17/2026", "mdy", date(2026, 3, 17)),
        ("3/7/2024 12:00 AM", "mdy", date(2024, 3, 7)),
        ("17/03/2026", "dmy", date(2026, 3, 17)),
        ("1.2.26", "dmy", date(2026, 2, 1)),
        ("31.12.85", "dmy", date(1985, 12, 31)),
        ("01-Mar-2024", "dmy", date(2024, 3, 1)),
        ("1. März 2024", "dmy", date(2024, 3, 1)),
        ("Sep 5, 2021", "mdy", date(2021, 9, 5)),
        ("26-03-17", "yy", date(2026, 3, 17)),
        ("45231", "cell", date(2023, 11, 1)),
        (date(2024, 3, 1), "cell", date(2024, 3, 1)),
    ],
)
def test_reads(value, order, day):
    assert readings(value)[order] == day


@pytest.mark.parametrize("value", ["31/02/2025", "2025-13-01", "soon", "99", "12/2024", "01/01/1800"])
def test_reads_nothing(value):
    assert readings(value) == {}


def test_forever_is_no_last_day():
    assert is_forever("31.12.9999")
    assert is_forever(date(9999, 12, 31))
    assert not is_forever("31.12.2030")


@pytest.mark.parametrize(
    ("hired", "left", "chosen", "undecided"),
    [
        (["03/17/2026", "01/02/2026"], ["", ""], {"hired": "mdy"}, False),
        (["17/03/2026", "01/02/2026"], ["02/03/2026", ""], {"hired": "dmy", "left": "dmy"}, False),
        # Most values fit month first; the others are faults.
        (["03/17/2026", "03/18/2026", "31/01/2026"], ["", "", ""], {"hired": "mdy"}, False),
        # One odd value does not outvote the other column.
        (["03/17/2026", "03/18/2026"], ["13/02/2027", "01/03/2027"], {"hired": "mdy", "left": "mdy"}, False),
        # Only one order has nobody leave before the hire date.
        (["05/04/2026"], ["04/05/2026"], {"hired": "dmy", "left": "dmy"}, False),
        (["03/04/2026"], ["05/06/2026"], {}, True),
        (["03/03/2026"], [""], {"hired": "dmy"}, False),
        (["2026-03-01"], ["04/25/2026"], {"hired": "ymd", "left": "mdy"}, False),
        ([date(2026, 3, 1), "2026-03-02"], ["", ""], {"hired": "cell"}, False),
        (["01.02.2026"], ["01.03.2026"], {"hired": "dmy", "left": "dmy"}, False),
    ],
)
def test_one_format_for_each_column(hired, left, chosen, undecided):
    formats = decide({"hired": hired, "left": left})

    assert bool(formats.undecided) is undecided
    assert {name: formats.chosen[name] for name in chosen} == chosen


def test_what_hr_says_and_what_the_heading_says_decide():
    assert decide({"hired": ["03/04/2026"]}, order="mdy").chosen == {"hired": "mdy"}
    assert decide({"hired": ["03/04/2026"]}, hints={"hired": "mdy"}).undecided == {}
    assert decide({"hired": ["26/03/04"]}, order="ymd").chosen == {"hired": "yy"}
    assert [hint(text) for text in ("Hire Date (MM/DD/YYYY)", "Eintritt (TT.MM.JJJJ)", "Hire date")] == [
        "mdy",
        "dmy",
        "",
    ]
