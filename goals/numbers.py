"""Numbers as people type them, and the limits within which a digit does not depend on the database."""

import re
from decimal import Decimal
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from goals.models.fields import SIGNIFICANT_DIGITS, VALUE_PLACES, validate_significant_digits

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009'’_]")
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
_LARGEST = Decimal(10) ** SIGNIFICANT_DIGITS


@lru_cache(maxsize=10_000)
def parse(text: str) -> Decimal:
    """The number that `text` says: decimal point or comma, thousands separators, a percent sign or an exponent.

    Where two readings are possible it asks, by a ValidationError: 1,234 may be above a thousand or little above one.
    """
    cleaned = _SPACES.sub("", str(text)).replace("−", "-").removesuffix("%")
    number = _point_for_comma(cleaned, str(text).strip())
    if not _PLAIN.fullmatch(number):
        raise ValidationError(
            _("“%(text)s” is not a number. Write one such as 1250 or 12.5."),
            params={"text": str(text)[:40]},
            code="number",
        )
    return check(Decimal(number))


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


def _point_for_comma(cleaned: str, text: str) -> str:
    """The same number with a point for decimals and without thousands separators."""
    if "," not in cleaned:
        return cleaned.replace(".", "") if re.fullmatch(r"[+-]?\d{1,3}(\.\d{3}){2,}", cleaned) else cleaned
    if "." in cleaned:
        last, first = (",", ".") if cleaned.rindex(",") > cleaned.rindex(".") else (".", ",")
        whole, _last, rest = cleaned.rpartition(last)
        grouped = re.fullmatch(rf"[+-]?\d{{1,3}}(\{first}\d{{3}})+", whole)
        return f"{whole.replace(first, '')}.{rest}" if grouped else cleaned
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3}){2,}", cleaned):
        return cleaned.replace(",", "")
    if re.fullmatch(r"[+-]?[1-9]\d{0,2},\d{3}", cleaned):
        raise ValidationError(
            _("“%(text)s” can be read in two ways. Write %(thousands)s or %(decimal)s."),
            params={"text": text, "thousands": cleaned.replace(",", ""), "decimal": cleaned.replace(",", ".")},
            code="ambiguous",
        )
    return cleaned.replace(",", ".") if cleaned.count(",") == 1 else cleaned
