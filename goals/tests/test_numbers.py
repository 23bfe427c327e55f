from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from goals import numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", "12"),
        ("-3.50", "-3.5"),
        ("−3", "-3"),
        ("12,5", "12.5"),
        ("0,125", "0.125"),
        ("1 250 000", "1250000"),
        ("1'250", "1250"),
        (" 1 234 567,5 ", "1234567.5"),
        ("− 3", "-3"),
        ("1,250,000", "1250000"),
        ("1.250.000", "1250000"),
        ("1.250,75", "1250.75"),
        ("1,250.75", "1250.75"),
        (".5", "0.5"),
        ("1.250", "1.25"),
        ("\u202a1250\u202c", "1250"),
        ("\u200f12.5", "12.5"),
        ("\ufeff7\u200b", "7"),
    ],
)
def test_a_number_that_can_be_read_in_one_way(text, value):
    assert numbers.parse(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1,250", "ambiguous"),
        ("", "number"),
        ("inf", "number"),
        ("-Infinity", "number"),
        ("nan", "number"),
        ("twelve", "number"),
        ("1,2,3", "number"),
        ("1.2.3", "number"),
        ("--1", "number"),
        ("0x10", "number"),
        ("1e3", "exponent"),
        ("2,5E-3", "exponent"),
        ("1e400", "exponent"),
        ("45 %", "percent"),
        ("%", "number"),
        ("0.0000000001", "places"),
        ("1234567890.123456", "digits"),
        ("=1+1", "number"),
        ("12 5", "number"),
        ("1 2345", "number"),
        ("12'5", "number"),
        ("12'", "number"),
        ("_5", "number"),
    ],
)
def test_any_other_is_refused_in_words(text, code):
    with pytest.raises(ValidationError) as refusal:
        numbers.parse(text)

    assert refusal.value.code == code


def test_a_percent_sign_where_it_counts_in_percent():
    assert numbers.parse("45,5 %", percent=True) == Decimal("45.5")


@pytest.mark.parametrize(("text", "value"), [("1,250", "1.25"), ("1,5", "1.5"), ("1.250,5", "1250.5"), ("1.5", "1.5")])
def test_who_has_a_decimal_comma_is_read_so(text, value):
    assert numbers.parse(text, comma=True) == Decimal(value)


def test_who_has_a_decimal_comma_is_asked_about_a_point():
    with pytest.raises(ValidationError, match=r"“1\.250” can be read in two ways\. Write 1250 or 1,250"):
        numbers.parse("1.250", comma=True)


def test_the_question_shows_both_readings():
    with pytest.raises(ValidationError, match="“1,250” can be read in two ways"):
        numbers.parse("1,250")


@settings(deadline=None)
@given(st.decimals(min_value=-(10**9), max_value=10**9, places=5))
def test_what_we_write_we_read(value):
    assert numbers.parse(numbers.plain(value)) == value
