"""Who got another manager or department on a day: by which one knows a reorganisation."""

from collections import Counter
from datetime import datetime, time, timedelta

from insights.kinds import Moment
from org.moves import History
from org.zones import zone

# So many of a unit's people on one day are a reorganisation; fewer is what happens every week.
FEWEST, SHARE = 5, 20  # people; one in so many


def is_reorganisation(moved: int, people: int) -> bool:
    return moved >= FEWEST and moved * SHARE >= people


def on(moment: Moment) -> dict[int | None, int]:
    """How many, by the department that they are in since. What was set right on the same day is no move."""
    begin = datetime.combine(moment.day, time(), zone(moment.organization.time_zone))
    today = History.objects.filter(history_date__gte=begin, history_date__lt=begin + timedelta(days=1))
    places = ("id", "manager", "department")
    after = {pk: place for pk, *place in _dated(today, places)}
    if not after:
        return {}
    earlier = History.objects.filter(id__in=today.order_by().values("id"), history_date__lt=begin)
    before = {pk: place for pk, *place in _dated(earlier, places)}
    return Counter(place[1] for pk, place in after.items() if pk in before and before[pk] != place)


def _dated(rows, names):
    """From the oldest: the last one of each person is what holds."""
    return rows.order_by("history_date", "history_id").values_list(*names).iterator()
