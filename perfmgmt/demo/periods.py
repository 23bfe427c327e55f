"""The year of periods: five quarters and the years that hold them."""

import datetime as dt

from goals.models import Period


def quarter_of(day: dt.date, offset: int = 0) -> tuple[str, dt.date, dt.date]:
    """Name, first and last day of the quarter `offset` quarters from the one that `day` is in."""
    number = day.year * 4 + (day.month - 1) // 3 + offset
    starts_on = _first_day(number)
    return f"{number // 4} Q{number % 4 + 1}", starts_on, _first_day(number + 1) - dt.timedelta(days=1)


def _first_day(number: int) -> dt.date:
    return dt.date(number // 4, number % 4 * 3 + 1, 1)


def save(today: dt.date) -> tuple[dict[int, Period], dict[int, Period]]:
    """The quarters by offset (0 is the current one, -4 the oldest) and the years by number."""
    quarters = {offset: Period(**_fields(*quarter_of(today, offset))) for offset in range(-4, 1)}
    numbers = sorted({period.starts_on.year for period in quarters.values()})
    years = {
        number: Period(name=str(number), starts_on=dt.date(number, 1, 1), ends_on=dt.date(number, 12, 31))
        for number in numbers
    }
    Period.objects.bulk_create([*quarters.values(), *years.values()])
    return quarters, years


def _fields(name: str, starts_on: dt.date, ends_on: dt.date) -> dict:
    return {"name": name, "starts_on": starts_on, "ends_on": ends_on}
