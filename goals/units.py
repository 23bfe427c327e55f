"""Values as people read them, with their unit."""

from decimal import ROUND_FLOOR, Decimal

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goals import numbers
from goals.models import KeyResult

Unit = KeyResult.Unit


def number(value: Decimal | None) -> str:
    """In the reader's manner and without zeros that say nothing; “–” for None."""
    if value is None:
        return "–"
    text = formats.number_format(numbers.plain(abs(value)), use_l10n=True, force_grouping=abs(value) >= 10_000)
    return f"−{text}" if value < 0 else text


def with_unit(value: Decimal | None, key_result: KeyResult) -> str:
    """“9 days”, “40 %”, “1,200 EUR”, “done”."""
    if value is None:
        return "–"
    if key_result.is_milestone:
        return _("done") if value >= 1 else _("not done")
    if key_result.unit == Unit.PERCENT:
        return f"{number(value)}\xa0%"
    if key_result.unit == Unit.DAYS:
        return ngettext("%(number)s day", "%(number)s days", 1 if value == 1 else 2) % {"number": number(value)}
    return f"{number(value)} {key_result.currency}".rstrip()


def unit_words(key_result: KeyResult) -> str:
    """What stands behind two values: “days”, “%”, “EUR”."""
    words = {Unit.PERCENT: "%", Unit.DAYS: _("days"), Unit.CURRENCY: key_result.currency}
    return words.get(key_result.unit, "")


def from_now_target(key_result: KeyResult) -> str:
    """“14 → 12.1 → 9 days”; a milestone is done or not."""
    if key_result.is_milestone:
        return _("milestone, %(state)s") % {"state": with_unit(key_result.current or Decimal(0), key_result)}
    now = _("no value yet") if key_result.current is None else number(key_result.current)
    return f"{number(key_result.baseline)} → {now} → {with_unit(key_result.target, key_result)}"


def sum_in_words(parts: list[Decimal], total: Decimal) -> str:
    """“15.2 + 8.0 + 14.8 = 38.0 %”, with so many digits that what is written adds up. Where four do not do, as with
    thirds, one digit and “≈”, and why in words."""
    for places in (1, 2, 3, 4, 1):
        unit = Decimal(1).scaleb(-places)
        rounded = [(100 * part).quantize(unit) for part in parts]
        whole = (100 * total).quantize(unit)
        if sum(rounded) == whole:
            break
    shown = " + ".join(formats.number_format(part, decimal_pos=places) for part in rounded)
    result = f"{formats.number_format(whole, decimal_pos=places)}\xa0%"
    if sum(rounded) == whole:
        return f"{shown} = {result}"
    return _("%(terms)s ≈ %(result)s, because each number here is rounded") % {"terms": shown, "result": result}


def places_that_tell(parts: list[Decimal], at_least: int) -> int:
    """How many digits after the point the largest of them needs, in points; the smaller they all are, the more."""
    largest = max(abs(part) for part in parts)
    return next((places for places in range(at_least, 6) if largest >= Decimal(5).scaleb(-places - 2)), 6)


def points_that_add_up(parts: list[Decimal], whole: Decimal, at_least: int = 1) -> tuple[list[str], str]:
    """“11.6”, “8.0”, “−3.6” and their sum “16”, each rounded so that what is printed adds up.

    Each is at most one in the last digit away from the exact one. The smaller they all are, the more digits.
    """
    places = places_that_tell(parts or [whole], at_least)
    unit = Decimal(1).scaleb(-places)
    exact = [100 * part for part in parts]
    total = (100 * whole).quantize(unit)
    down = [part.quantize(unit, ROUND_FLOOR) for part in exact]
    missing = int((total - sum(down, Decimal(0))) / unit)
    for place in sorted(range(len(exact)), key=lambda place: down[place] - exact[place])[: max(0, missing)]:
        down[place] += unit
    return [_signed(part, places) for part in down], number(total)


def _signed(value: Decimal, places: int) -> str:
    text = formats.number_format(abs(value), decimal_pos=places)
    return f"−{text}" if value < 0 else text
