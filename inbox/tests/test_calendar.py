import logging
import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from feedback.models import ActionItem, CheckIn
from feedback.tests.factories import ActionItemFactory, BlockerFactory, CheckInFactory
from inbox import addresses, calendar, services
from inbox.calendar import Entry
from inbox.models import SecretAddress
from inbox.tests.factories import MONDAY, MORNING
from org.tests.factories import EmployeeFactory
from perfmgmt.logs import JsonFormatter

PAGE = reverse("inbox:calendar")
WRITTEN = "My own words; which, are nobody else's"


@pytest.fixture
def ana(client, berlin, time_machine):
    time_machine.move_to(MORNING, tick=False)
    joana = EmployeeFactory(first_name="Joana", preferred_name="", last_name="Lima", location=berlin)
    ana = EmployeeFactory(first_name="Ana", preferred_name="", last_name="Souza", location=berlin, manager=joana)
    client.force_login(ana)
    return ana


def path_of(person):
    return services.make_calendar(by=person).removeprefix("http://testserver")


def events(path, **headers):
    """By summary: the events that a calendar program without a login reads."""
    answer = Client().get(path, headers=headers)
    assert answer.status_code == 200
    return {str(event["summary"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}


@pytest.mark.django_db
class TestFeed:
    def test_check_ins_actions_and_duties(self, ana):
        check_in = CheckInFactory(employee=ana, due_on=MONDAY + timedelta(days=9), how_it_goes=WRITTEN)
        ActionItemFactory(owner=ana, employee=ana, check_in__manager=ana.manager, text=WRITTEN, due_on=MONDAY)
        BlockerFactory(raised_by=EmployeeFactory(manager=ana), text=WRITTEN, text_upward=WRITTEN)
        CheckInFactory(due_on=MONDAY)  # a stranger's

        found = events(path_of(ana))

        assert {words: event["dtstart"].dt for words, event in found.items()} == {
            "Check-in with Joana Lima": date(2026, 12, 2),
            "Due: an action agreed with Joana Lima": MONDAY,
            "A blocker waits for your answer": MONDAY + timedelta(days=7),
        }
        meeting = found["Check-in with Joana Lima"]
        assert meeting["dtend"].dt == date(2026, 12, 3)
        assert meeting["url"] == f"http://testserver{check_in.get_absolute_url()}"
        assert not [each for each in found.values() if "own words" in each.to_ical().decode()]

    def test_each_link_opens_for_its_person_also_after_the_manager_changed(self, client, ana):
        of_the_former = CheckInFactory(employee=ana, manager=EmployeeFactory(), done=True, due_on=MONDAY)
        CheckInFactory(employee=ana, due_on=MONDAY)
        ActionItemFactory(check_in=of_the_former, owner=ana.manager, due_on=MONDAY + timedelta(days=3))
        client.force_login(ana.manager)

        found = events(path_of(ana.manager))

        assert set(found) == {"Check-in with Ana Souza", "Due: an action agreed with Ana Souza"}
        links = [str(event["url"]).removeprefix("http://testserver") for event in found.values()]
        assert [client.get(link).status_code for link in links] == [200, 200]

    def test_the_manager_sees_the_employee(self, ana):
        CheckInFactory(employee=ana, due_on=MONDAY)

        assert list(events(path_of(ana.manager))) == ["Check-in with Ana Souza"]

    def test_moved_is_the_same_event_and_done_is_gone(self, ana):
        check_in, path = CheckInFactory(employee=ana, due_on=MONDAY), path_of(ana)
        ActionItemFactory(owner=ana, employee=ana, check_in__manager=ana.manager, due_on=MONDAY)
        before = events(path)["Check-in with Joana Lima"]

        CheckIn.objects.filter(pk=check_in.pk).update(due_on=MONDAY + timedelta(days=1))
        ActionItem.objects.update(done_at=MORNING, done_by=ana)

        [(words, after)] = events(path).items()
        assert words == "Check-in with Joana Lima"
        assert after["uid"] == before["uid"]
        assert after["dtstart"].dt == MONDAY + timedelta(days=1)

    def test_asked_again_it_is_sent_only_when_it_changed(self, ana):
        check_in, path = CheckInFactory(employee=ana, due_on=MONDAY), path_of(ana)
        etag = Client().get(path)["ETag"]

        same = Client().get(path, headers={"If-None-Match": etag})
        CheckIn.objects.filter(pk=check_in.pk).update(due_on=MONDAY + timedelta(days=1))
        moved = Client().get(path, headers={"If-None-Match": etag})

        assert (same.status_code, same.content, same["ETag"]) == (304, b"", etag)
        assert (moved.status_code, moved["ETag"] == etag) == (200, False)
        assert moved["Content-Type"] == "text/calendar; charset=utf-8"
        assert moved["Cache-Control"] == "private, no-cache"

    def test_in_their_language(self, ana):
        ana.language = "de"
        ana.save()
        CheckInFactory(employee=ana, due_on=MONDAY)

        assert len(events(path_of(ana))) == 1

    def test_nothing_before_the_hire_date(self, ana):
        CheckInFactory(employee=ana, due_on=MONDAY)
        type(ana).objects.filter(pk=ana.pk).update(hired_on=MONDAY + timedelta(days=1))

        assert events(path_of(ana)) == {}

    @pytest.mark.parametrize("gone", [{"left_on": MONDAY - timedelta(days=1)}, {"is_active": False}])
    def test_dead_when_the_person_left(self, ana, gone):
        path = path_of(ana)
        type(ana).objects.filter(pk=ana.pk).update(**gone)

        assert Client().get(path).status_code == 404

    def test_altered_or_of_another_purpose(self, ana):
        path = path_of(ana)
        unsubscribe = addresses.unsubscribe_urls([ana.pk])[ana.pk].rstrip("/").rpartition("/")[2]

        assert Client().get(path[:-6] + "xx.ics").status_code == 404
        assert Client().get(f"/calendar/{unsubscribe}.ics").status_code == 404
        assert Client().get(f"/inbox/unsubscribe/{path[10:-4]}/").status_code == 410

    def test_the_address_is_in_no_log_and_not_in_the_database(self, ana, caplog):
        path = path_of(ana)
        with caplog.at_level(logging.DEBUG):
            Client().get(path)
            Client().get(path[:-6] + "xx.ics")

        lines = [JsonFormatter().format(record) for record in caplog.records]
        assert lines
        assert not [line for line in lines if path[10:30] in line]
        assert path[10:-4] not in map(str, vars(SecretAddress.objects.get()).values())


@pytest.mark.django_db
class TestPage:
    def shown(self, response):
        found = re.search(r"http://testserver(/calendar/[\w-]+\.ics)", response.content.decode())
        return found and found.group(1)

    def test_shown_once(self, client, ana):
        assert "There is no address yet" in client.get(PAGE).content.decode()

        made = client.post(PAGE, {"do": "make"})

        assert events(self.shown(made)) == {}
        assert self.shown(client.get(PAGE)) is None
        assert "You made an address on" in client.get(PAGE).content.decode()
        assert "no-store" in made["Cache-Control"]
        # With no referrer at all browsers post from origin "null", which is refused.
        assert made["Referrer-Policy"] == "same-origin"

    def test_renewed_and_revoked_the_old_one_ends(self, client, ana):
        first, second = (self.shown(client.post(PAGE, {"do": "make"})) for _each in range(2))
        statuses = [Client().get(path).status_code for path in (first, second)]
        client.post(PAGE, {"do": "revoke"})
        client.post(PAGE, {"do": "revoke"})

        assert statuses == [404, 200]
        assert Client().get(second).status_code == 404
        assert "There is no address yet" in client.get(PAGE).content.decode()

    def test_another_post_changes_nothing(self, client, ana):
        assert client.post(PAGE, {"do": "show"}).status_code == 422
        assert not SecretAddress.objects.exists()


# --- the format, and the clock ---

ZONES = [
    "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe", "Africa/Casablanca",
    "Asia/Kathmandu", "Asia/Kolkata", "Pacific/Apia", "UTC",
]  # fmt: skip


def read(*entries):
    return Calendar.from_ical(calendar._calendar(entries, MORNING).to_ical()).walk("VEVENT")


@pytest.mark.django_db
@settings(max_examples=60, deadline=None)
@given(
    local=st.datetimes(min_value=datetime.fromisoformat("2020-01-01"), max_value=datetime.fromisoformat("2035-01-01")),
    name=st.sampled_from(ZONES),
    fold=st.integers(0, 1),
    minutes=st.integers(1, 300),
)
def test_an_instant_is_that_instant_in_every_zone(local, name, fold, minutes):
    starts = local.replace(tzinfo=ZoneInfo(name), fold=fold, microsecond=0)

    [event] = read(Entry("a:1", "Talk", starts, "/", timedelta(minutes=minutes)))

    assert event["dtstart"].dt == starts.astimezone(UTC)
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(minutes=minutes)


@pytest.mark.django_db
@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25), date(2011, 12, 30)])
def test_a_day_is_that_day_also_when_the_clock_is_changed(day):
    [event] = read(Entry("a:1", "Due", day, "/"))

    assert (event["dtstart"].dt, event["dtend"].dt) == (day, day + timedelta(days=1))


LINE = re.compile(r"[A-Z-]+(;[A-Z-]+=[^;:]+)*:([^\\]|\\[\\;,nN])*")
BARE = re.compile(r"(?<!\\)[;,]")


@pytest.mark.django_db
@pytest.mark.parametrize("on", [MONDAY, MORNING])
def test_the_wire_obeys_the_format_line_by_line(berlin, on):
    title = "Check-in with Zoë; “A, B” \\ \r\nURL:http://evil.example " + "é" * 200
    entry = Entry("a:1", title, on, "/check-ins/?a=1,2;3")

    wire = calendar._calendar([entry], MORNING).to_ical()

    assert wire.endswith(b"END:VCALENDAR\r\n")
    assert not set(wire.replace(b"\r\n", b"")) & set(b"\r\n")
    assert all(len(line) <= 75 for line in wire.split(b"\r\n"))
    lines = wire.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    values = {line.partition(":")[0].partition(";")[0]: line.partition(":")[2] for line in lines}
    assert not BARE.search(values["SUMMARY"] + values["DESCRIPTION"])
    assert values["SUMMARY"].startswith("Check-in with Zoë\\; “A\\, B” \\\\ URL:http://evil.example é")
    assert values["URL"] == "http://testserver/check-ins/?a=1,2;3"
    assert re.fullmatch(r"\d{8}T\d{6}Z", values["DTSTAMP"])
    assert (values["REFRESH-INTERVAL"], values["X-PUBLISHED-TTL"]) == ("PT4H", "PT4H")
    assert [line for line in lines if line.startswith("UID:")] == [f"UID:{values['UID']}"]


@pytest.mark.django_db
@settings(max_examples=40, deadline=None)
@given(title=st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=300))
def test_any_title_comes_back_whole_and_breaks_no_line(title):
    wire = calendar._calendar([Entry("a:1", title, MONDAY, "/")], MORNING).to_ical()

    [event] = Calendar.from_ical(wire).walk("VEVENT")
    assert event["summary"] == " ".join(title.split())
    assert all(len(line) <= 75 for line in wire.split(b"\r\n"))
