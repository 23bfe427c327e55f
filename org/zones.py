"""Time zones: what is a valid one, and what day it is for people of many zones at one instant."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


@cache
def zone_names() -> frozenset[str]:
    return frozenset(available_timezones())


def validate_time_zone(value: str) -> None:
    if value not in zone_names():
        raise ValidationError(
            _("“%(zone)s” is not a time zone. Write one such as Europe/Berlin."), params={"zone": value}
        )


def exists(name: str) -> bool:
    """Is it in the zone database of today?"""
    return name in zone_names()


def zone(name: str) -> ZoneInfo:
    """The zone of that name; UTC where the name no longer exists in the zone database."""
    return ZoneInfo(name) if name in zone_names() else ZoneInfo("UTC")


def local_dates(now: datetime, names: Iterable[str]) -> dict[date, list[str]]:
    """Which date it is at the instant `now` in each of the zones `names`: three dates at most, each with zones."""
    dates: dict[date, list[str]] = {}
    for name in names:
        dates.setdefault(now.astimezone(zone(name)).date(), []).append(name)
    return dates


def has_day(zone_: ZoneInfo, day: date) -> bool:
    """False for a day that the clocks of the zone left out, such as 30 December 2011 in Apia."""
    noon = datetime.combine(day, time(12), zone_)
    return noon.astimezone(UTC).astimezone(zone_).date() == day
