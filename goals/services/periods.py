from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from goals.models import Period


class Kind(models.TextChoices):
    """Into what a fiscal year is divided."""

    QUARTERS = "quarters", _("four quarters")
    THIRDS = "thirds", _("three thirds")
    HALVES = "halves", _("two halves")
    MONTHS = "months", _("twelve months")


PARTS = {Kind.QUARTERS: ("Q", 4), Kind.THIRDS: ("T", 3), Kind.HALVES: ("H", 2), Kind.MONTHS: ("", 12)}


def periods_of_year(year: int, kind: str, first_month: int) -> list[Period]:
    """The fiscal year that ends in the calendar year `year`, and its parts; unsaved."""
    first = year * 12 + first_month - 1 - (12 if first_month > 1 else 0)
    letter, number = PARTS[Kind(kind)]
    length = 12 // number
    parts = [(first + part * length, length) for part in range(number)]
    return [
        _period(str(year), first, 12),
        *(
            _period(f"{year} {letter}{place}" if letter else _month_name(start), start, months)
            for place, (start, months) in enumerate(parts, 1)
        ),
    ]


@transaction.atomic
def make_periods(year: int, kind: str, first_month: int) -> list[Period]:
    """Makes those that are not there yet; twice changes nothing."""
    wanted = periods_of_year(year, kind, first_month)
    known = {
        period.name.casefold(): period for period in Period.objects.filter(name__in=[each.name for each in wanted])
    }
    for each in wanted:
        there = known.get(each.name.casefold())
        if there and (there.starts_on, there.ends_on) != (each.starts_on, each.ends_on):
            raise ValidationError(
                _("There is a period %(name)s with other dates already; rename it or change its dates first."),
                params={"name": there},
            )
    made = [each for each in wanted if each.name.casefold() not in known]
    for each in made:
        each.save()  # one by one, so that the history has them
    return made


def _month_name(month: int) -> str:
    return f"{month // 12}-{month % 12 + 1:02}"


def _period(name: str, first: int, months: int) -> Period:
    """From the month `first`, counted from the year 0."""
    after = first + months
    ends_on = date(after // 12, after % 12 + 1, 1) - timedelta(days=1)
    return Period(name=name, starts_on=date(first // 12, first % 12 + 1, 1), ends_on=ends_on)
