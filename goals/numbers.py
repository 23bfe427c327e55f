"""Numbers as people type them, and the limits within which a digit does not depend on the database."""

import re
from decimal import Decimal
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from goals.models.fields import SIGNIFICANT_DIGITS, VALUE_PLACES, validate_significant_digits

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009'’_]")
# Nobody sees these; they come along where a number is pasted from a page, a calculator or a text that runs leftwards.
_UNSEEN = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
# What parts thousands stands between digits, before three of them: “12 5” may be two numbers, “12'” a length.
_TORN = re.compile(r"\d[\s'’_]+(?!\d{3}(?!\d))\d|['’_](?!\d)|(?<!\d)['’_]")
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")
_EXPONENT = re.compile(r"[+-]?(\d+[.,]?\d*|[.,]\d+)[eE][+-]?\d+")
# One group of three: thousands, or decimals, by who writes it.
_ONE_GROUP = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
_LARGEST = Decimal(10) ** SIGNIFICANT_DIGITS


@lru_cache(maxsize=10_000)
def parse(text: str, *, percent: bool = False, comma: bool = False) -> Decimal:
    """The number that `text` says: decimal point or comma, thousands separators, where it counts in percent the sign.

    `comma`: who writes it has a decimal comma. Where two readings are possible it asks, by a ValidationError: 1,234 may
    be above a thousand or little above one, and so may 1.234 of somebody who writes 1,5.
    """
    text = _UNSEEN.sub("", str(text))
    cleaned = _SPACES.sub("", text).replace("−", "-")
    if cleaned.endswith("%") and len(cleaned) > 1:
        cleaned = cleaned[:-1]
        if not percent:
            raise ValidationError(
                _("“%(text)s” is in percent, and this is not counted in percent. Write the number without the sign."),
                params={"text": text.strip()[:40]},
                code="percent",
            )
    if _EXPONENT.fullmatch(cleaned):
        raise ValidationError(
            _("“%(text)s” has an exponent. Type the number out, such as 1000 for 1e3."),
            params={"text": text.strip()[:40]},
            code="exponent",
        )
    number = _point_for_comma(cleaned, text.strip(), comma)
    if _TORN.search(text) or not _PLAIN.fullmatch(number):
        raise ValidationError(
            _("“%(text)s” is not a number. Write one such as 1250 or 12.5."),
            params={"text": text[:40]},
            code="number",
        )
    return check(Decimal(number))


def could_be_thousands(text: str) -> bool:
    """Whether it was read as little above one, and somebody else would write so what is above a thousand."""
    cleaned = _SPACES.sub("", _UNSEEN.sub("", text))
    return "." in text and bool(_ONE_GROUP.fullmatch(cleaned.replace("−", "-").removesuffix("%")))


def check(value: Decimal) -> Decimal:
    """`value` itself, if the records can hold it exactly: 15 significant digits, 9 of them after the point."""
    if not value.is_finite():
        raise ValidationError(_("A value is a number, not infinite and not empty."), code="number")
    if abs(value) >= _LARGEST:
        raise ValidationError(
            _("A value is below 1,000,000,000,000,000; choose a larger unit, such as millions."), code="large"
        )
    validate_significant_digits(value)
    if int(value.normalize().as_tuple().exponent) < -VALUE_PLACES:
        raise ValidationError(
            _("A value has at most %(places)d digits after the point; round it."),
            params={"places": VALUE_PLACES},
            code="places",
        )
    return value.normalize() + 0


def plain(value: Decimal | None) -> str:
    """Without exponent and without zeros that say nothing: as files and forms show it; nothing for None."""
    return "" if value is None else f"{value.normalize() + 0:f}"


def _point_for_comma(cleaned: str, text: str, comma: bool) -> str:
    """The same number with a point for decimals and without thousands separators."""
    if comma and _ONE_GROUP.fullmatch(cleaned):
        if "," in cleaned:
            return cleaned.replace(",", ".")
        raise _ambiguous(text, cleaned.replace(".", ""), cleaned.replace(".", ","))
    if "," not in cleaned:
        return cleaned.replace(".", "") if re.fullmatch(r"[+-]?\d{1,3}(\.\d{3}){2,}", cleaned) else cleaned
    if "." in cleaned:
        last, first = (",", ".") if cleaned.rindex(",") > cleaned.rindex(".") else (".", ",")
        whole, _last, rest = cleaned.rpartition(last)
        grouped = re.fullmatch(rf"[+-]?\d{{1,3}}(\{first}\d{{3}})+", whole)
        return f"{whole.replace(first, '')}.{rest}" if grouped else cleaned
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3}){2,}", cleaned):
        return cleaned.replace(",", "")
    if _ONE_GROUP.fullmatch(cleaned):
        raise _ambiguous(text, cleaned.replace(",", ""), cleaned.replace(",", "."))
    return cleaned.replace(",", ".") if cleaned.count(",") == 1 else cleaned


def _ambiguous(text: str, thousands: str, decimal: str) -> ValidationError:
    return ValidationError(
        _("“%(text)s” can be read in two ways. Write %(thousands)s or %(decimal)s."),
        params={"text": text, "thousands": thousands, "decimal": decimal},
        code="ambiguous",
    )
