from datetime import timedelta

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox import digest, schedule
from inbox.models import MailPreference, Notification
from inbox.tests.factories import MORNING
from org.models import Location
from org.tests.factories import EmployeeFactory
from org.zones import zone, zone_names

PAGE = reverse("inbox:preferences")
GONE = "Mars/Olympus"


@pytest.fixture
def person(client, berlin):
    person = EmployeeFactory(location=berlin, time_zone="", language="")
    client.force_login(person)
    return person


@pytest.mark.django_db
class TestPage:
    def test_all_three_are_saved_together(self, client, person):
        client.post(PAGE, {"frequency": "weekly", "time_zone": "Asia/Tokyo", "language": "de"})
        person.refresh_from_db()

        assert (person.time_zone, person.language) == ("Asia/Tokyo", "de")
        assert MailPreference.objects.get().frequency == "weekly"

    @pytest.mark.parametrize(("field", "value"), [("time_zone", GONE), ("language", "tlh")])
    def test_what_is_not_in_the_list_saves_nothing(self, client, person, field, value):
        response = client.post(PAGE, {"frequency": "weekly", field: value})

        assert response.status_code == 422
        assert "Nothing was saved yet" in response.content.decode()
        assert not MailPreference.objects.exists()

    def test_where_nothing_is_chosen_it_says_among_what(self, client, person):
        response = client.post(PAGE, {"time_zone": "", "language": ""})

        assert (response.status_code, MailPreference.objects.exists()) == (422, False)
        assert "Choose daily, weekly or never." in response.content.decode()

    def test_a_zone_that_is_gone_has_its_sentence(self, client, person):
        type(person).objects.filter(pk=person.pk).update(time_zone=GONE)

        html = client.get(PAGE).content.decode()

        assert f"The zone you chose, {GONE}, no longer exists. Europe/Berlin is used" in html


@pytest.mark.django_db
class TestGoneZones:
    def test_the_mail_comes_in_the_locations_morning_and_the_person_is_told(self, person, waiting):
        kept = EmployeeFactory(location=person.location, time_zone="Asia/Tokyo")
        type(person).objects.filter(pk=person.pk).update(time_zone=GONE)
        assert type(person).objects.get(pk=person.pk).zone.key == "Europe/Berlin"
        waiting.add(person)

        assert digest.send_due(MORNING).sent == 1
        person.refresh_from_db()
        kept.refresh_from_db()
        assert (person.time_zone, kept.time_zone) == ("", "Asia/Tokyo")
        assert list(Notification.objects.values_list("person", "kind", "path")) == [(person.pk, "zone-is-gone", PAGE)]

    def test_a_locations_falls_back_to_the_organisations(self, person, waiting):
        Location.objects.update(time_zone=GONE)
        waiting.add(person)

        digest.send_due(MORNING)

        assert Location.objects.get().time_zone == ""


# --- the local morning, whatever the clock does ---

MAILED = sorted(name for name in zone_names() if "/" in name and not name.startswith(("Etc/", "SystemV/")))


@settings(max_examples=300, deadline=None)
@given(
    now=st.datetimes(
        min_value=MORNING.replace(year=2024, tzinfo=None),
        max_value=MORNING.replace(year=2030, tzinfo=None),
        timezones=st.just(MORNING.tzinfo),
    ),
    names=st.lists(st.sampled_from(MAILED), min_size=1, max_size=6, unique=True),
)
def test_open_where_it_is_between_eight_and_four_and_nowhere_else(now, names):
    found = schedule.open_days(now, names)

    told = {name: day for day, zones in found.items() for name in zones}
    local = {name: now.astimezone(zone(name)) for name in names}
    assert told == {name: at.date() for name, at in local.items() if 8 <= at.hour < 16}


LOOK = timedelta(minutes=3)


@settings(max_examples=25, deadline=None)
@given(name=st.sampled_from(MAILED), hours=st.integers(0, 24 * 365 * 2))
def test_each_local_day_has_a_morning_in_which_one_look_every_three_minutes_finds_it(name, hours):
    """Also on the days when an hour is missing or comes twice: never a whole day without a look inside."""
    start = MORNING + timedelta(hours=hours)
    days = [day for step in range(48 * 20) for day in schedule.open_days(start + step * LOOK, [name])]

    assert len(set(days)) >= 2
    assert days == sorted(days)
