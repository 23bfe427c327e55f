"""What one person gave, received and asked for in each month: for themselves, beside nobody else's."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils import timezone

from feedback.models import Feedback, FeedbackRequest
from org.models import Employee

MONTHS = 12


@dataclass(frozen=True)
class Month:
    first_day: date
    given: int
    received: int
    asked: int


def of(person: Employee, now: datetime | None = None) -> list[Month]:
    """The last twelve months of `person`'s days, the oldest first. What was withdrawn or taken back counts nowhere."""
    months = _months(person.today(now))
    since = datetime.combine(months[0], time(), person.zone)
    there = Feedback.objects.visible_to(person).filter(sent_at__gte=since)
    given = _by_month(there.filter(giver=person), "sent_at", person)
    received = _by_month(there.filter(recipient=person), "sent_at", person)
    requests = FeedbackRequest.objects.filter(asker=person, asked_at__gte=since, taken_back_at=None)
    asked = _by_month(requests, "asked_at", person)
    return [Month(day, given.get(day, 0), received.get(day, 0), asked.get(day, 0)) for day in months]


def _months(today: date) -> list[date]:
    last = today.year * 12 + today.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(last - MONTHS + 1, last + 1)]


def _by_month(rows, field: str, person: Employee) -> dict[date, int]:
    by_month = rows.order_by().annotate(month=TruncMonth(field, tzinfo=person.zone)).values("month")
    counted = by_month.annotate(count=Count("pk")).order_by("month")
    return {timezone.localtime(each["month"], person.zone).date(): each["count"] for each in counted}


# --- drawn ---

KINDS = ("given", "received", "asked")
WIDTH, HEIGHT, BAR, GAP = 620, 120, 12, 2


@dataclass(frozen=True)
class Bar:
    kind: str
    x: int
    y: float
    height: float


def totals(months: list[Month]) -> dict[str, int]:
    return {kind: sum(getattr(month, kind) for month in months) for kind in KINDS}


def bars(months: list[Month]) -> list[dict]:
    """For each month its bars and where its name stands; the highest of all fills the height."""
    most = max([1, *(getattr(month, kind) for month in months for kind in KINDS)])
    step, drawn = WIDTH // MONTHS, []
    for number, month in enumerate(months):
        left = number * step + (step - len(KINDS) * (BAR + GAP)) // 2
        heights = [round(HEIGHT * getattr(month, kind) / most, 1) for kind in KINDS]
        places = [
            Bar(kind, left + place * (BAR + GAP), round(HEIGHT - height, 1), height)
            for place, (kind, height) in enumerate(zip(KINDS, heights, strict=True))
        ]
        drawn.append({"month": month, "middle": number * step + step // 2, "bars": places})
    return drawn
