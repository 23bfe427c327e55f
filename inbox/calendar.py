"""A person's calendar as a feed (RFC 5545): check-ins, and the days by which something is due.

It carries the kind, the other person of a check-in, the day and the link, as a mail does: no text that anybody wrote.
An app registers what goes in beside its duties, in `AppConfig.ready()`; each duty with a day goes in by itself, unless
an entry has the same record's key already. What is done or moved is so here at the next look.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vDuration

from inbox.due import language_of
from inbox.duties import Duty, duties_of
from org.models import Employee, Organization

READ_AGAIN = timedelta(hours=4)
UNTIMED = timedelta(minutes=30)  # the length of what has an hour and no length


@dataclass(frozen=True)
class Entry:
    """`key` names the record, as in its duties' keys: "check-in:12". A day is on that day wherever one is; an instant
    (aware) goes out in UTC, so that it is right across every change of the clock."""

    key: str
    title: str
    on: date | datetime
    path: str
    lasts: timedelta = UNTIMED


Provider = Callable[[Employee, datetime], Iterable[Entry]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    if provider not in _providers:
        _providers.append(provider)


def feed(person: Employee, now: datetime, *, made_at: datetime) -> bytes:
    """The calendar of `person`, in their language. `made_at`: of the address, the same in each answer."""
    with translation.override(language_of(person)):
        return _calendar(entries(person, now), made_at).to_ical()


def fingerprint(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


def entries(person: Employee, now: datetime) -> list[Entry]:
    if person.hired_on is not None and person.hired_on > person.today(now):
        return []
    found = {entry.key: entry for provider in _providers for entry in provider(person, now)}
    for duty in duties_of([person], now).get(person.pk, []):
        if duty.due_on is not None and _record(duty) not in found:
            found[duty.key] = Entry(duty.key, duty.outside_title, duty.due_on, duty.path)
    return sorted(found.values(), key=lambda entry: (str(entry.on), entry.key))


def _record(duty: Duty) -> str:
    """ "check-in:12:log" → "check-in:12"."""
    return ":".join(duty.key.split(":")[:2])


def _calendar(found: Iterable[Entry], made_at: datetime) -> Calendar:
    name = _("Check-ins and due dates · %(organization)s") % {"organization": Organization.objects.current().name}
    calendar = Calendar()
    calendar.add("prodid", "-//perfmgmt//inbox//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("name", name)
    calendar.add("refresh-interval", READ_AGAIN, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", vDuration(READ_AGAIN))
    for entry in found:
        calendar.add_component(_event(entry, made_at))
    return calendar


def _event(entry: Entry, made_at: datetime) -> Event:
    event = Event()
    # The same for the same record, whatever becomes of it: a program moves what it has.
    event.add("uid", f"{hashlib.sha256(entry.key.encode()).hexdigest()[:24]}@{_host()}")
    event.add("dtstamp", made_at.astimezone(UTC).replace(microsecond=0))
    event.add("summary", " ".join(entry.title.split()))
    event.add("url", settings.SITE_URL + entry.path)
    event.add("description", settings.SITE_URL + entry.path)
    if isinstance(entry.on, datetime):
        starts = entry.on.astimezone(UTC)
        event.add("dtstart", starts)
        event.add("dtend", starts + entry.lasts)
    else:
        event.add("dtstart", entry.on)
        event.add("dtend", entry.on + timedelta(days=1))
        event.add("transp", "TRANSPARENT")  # a day by which something is due takes no time of it
    return event


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"
