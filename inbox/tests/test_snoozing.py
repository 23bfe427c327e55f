from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from pytest_django.asserts import assertRedirects

from inbox import digest, services, snoozing
from inbox.models import Snooze
from inbox.snoozing import Rest
from inbox.tests.factories import MONDAY, MORNING
from org.models import Organization
from org.tests.factories import EmployeeFactory

pytestmark = pytest.mark.django_db
TUESDAY, FRIDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=4)
INDEX = reverse("inbox:index")


@pytest.fixture(autouse=True)
def _on_a_monday(time_machine):
    time_machine.move_to(MORNING, tick=False)


@pytest.fixture
def person(client, berlin):
    person = EmployeeFactory(location=berlin)
    client.force_login(person)
    return person


def key(person, name="check-in"):
    return f"{name}:{person.pk}"


def page(client, **query):
    return client.get(INDEX, query).content.decode()


def post(client, name, **data):
    return client.post(reverse(f"inbox:{name}"), data)


class TestHowLong:
    @pytest.mark.parametrize(
        ("due_on", "today", "latest"),
        [
            (FRIDAY, MONDAY, FRIDAY),  # its day
            (MONDAY, MONDAY, TUESDAY),
            (MONDAY - timedelta(days=9), MONDAY, TUESDAY),
            (MONDAY, FRIDAY, FRIDAY + timedelta(days=3)),  # over the weekend
            (None, MONDAY, MONDAY + timedelta(days=7)),
        ],
    )
    def test_latest(self, person, waiting, due_on, today, latest):
        waiting.add(person, due_on=due_on)
        [duty] = waiting.of[person.pk]

        assert snoozing.latest(duty, today, Organization.objects.current()) == latest
        offered = snoozing.choices(duty, today, Organization.objects.current())
        assert offered[-1] == latest
        assert all(today < day <= latest for day in offered)

    def test_to_the_last_day_and_not_beyond(self, person, waiting):
        waiting.add(person, due_on=FRIDAY)

        with pytest.raises(ValidationError, match="due on Friday 27 November"):
            services.snooze(key(person), FRIDAY + timedelta(days=1), by=person)
        assert services.snooze(key(person), FRIDAY, by=person).until == FRIDAY

    @pytest.mark.parametrize("until", [MONDAY, MONDAY - timedelta(days=1)])
    def test_not_until_today(self, person, waiting, until):
        waiting.add(person)

        with pytest.raises(ValidationError, match="after today"):
            services.snooze(key(person), until, by=person)

    def test_what_is_late_says_so(self, person, waiting):
        waiting.add(person, due_on=MONDAY - timedelta(days=3))

        with pytest.raises(ValidationError, match="due already and can rest until Tuesday 24 November"):
            services.snooze(key(person), FRIDAY, by=person)

    def test_a_day_that_was_moved_nearer_brings_it_back(self, person, waiting):
        waiting.add(person, due_on=TUESDAY)
        [duty] = waiting.of[person.pk]

        assert Rest(until=FRIDAY, made_on=MONDAY).ends(duty) == TUESDAY
        assert Rest(until=FRIDAY, made_on=FRIDAY - timedelta(days=3)).ends(duty) == FRIDAY

    def test_somebody_elses_duty(self, person, waiting):
        waiting.add(stranger := EmployeeFactory())

        with pytest.raises(ValidationError, match="no longer waits for you"):
            services.snooze(key(stranger), TUESDAY, by=person)
        assert not Snooze.objects.exists()


class TestPages:
    def test_it_goes_to_its_tab_and_comes_back_by_itself(self, client, person, waiting, time_machine):
        waiting.add(person, key="a", title="Quiet thing", due_on=MONDAY - timedelta(days=2))
        waiting.add(person, key="b", title="Loud thing")

        assertRedirects(post(client, "snooze", key=key(person, "a"), until="2026-11-24"), INDEX)
        now, tab = page(client), page(client, tab="snoozed")

        assert "<title>(1) Inbox" in now
        assert ("Quiet thing" in now, "Loud thing" in now) == (False, True)
        assert "Quiet thing" in tab
        assert "2 days late" in tab
        time_machine.move_to(MORNING + timedelta(days=1))
        assert "Quiet thing" in page(client)
        assert "Nothing is snoozed" in page(client, tab="snoozed")

    def test_today_hides_it_and_leads_to_it(self, client, person, waiting):
        waiting.add(person)
        services.snooze(key(person), TUESDAY, by=person)

        html = client.get("/").content.decode()

        assert "Nothing waits for you" in html
        assert "1 snoozed" in html

    @pytest.mark.parametrize("where", ["wake", "snooze"])
    @pytest.mark.parametrize("altered", ["", "a\x00", "x" * 5000, "a:²:b"])
    def test_a_key_that_is_none_changes_nothing(self, client, person, waiting, where, altered):
        waiting.add(person, key="a")
        services.snooze(key(person, "a"), TUESDAY, by=person)

        assertRedirects(post(client, where, key=altered, until="2026-11-24"), INDEX)
        assert Snooze.objects.count() == 1

    def test_wake(self, client, person, waiting):
        waiting.add(person)
        services.snooze(key(person), TUESDAY, by=person)

        post(client, "wake", key=key(person))
        post(client, "wake", key=key(person))

        assert "<title>(1) Inbox" in page(client)

    @pytest.mark.parametrize(
        ("until", "words"),
        [
            ("", "Choose a day."),
            ("soon", "“soon” is no day of the calendar"),
            ("2027-01-01", "due on Friday 27 November"),
        ],
    )
    def test_a_day_that_does_not_go_is_asked_again(self, client, person, waiting, until, words):
        waiting.add(person, due_on=FRIDAY)

        response = post(client, "snooze", key=key(person), until=until, next="/")

        assert response.status_code == 422
        assert words in response.content.decode()
        assert 'name="next" value="/"' in response.content.decode()

    def test_what_was_done_meanwhile(self, client, person, waiting):
        response = post(client, "snooze", key=key(person), until="2026-11-24")

        assert "no longer waits for you" in client.get(response["Location"]).content.decode()

    @pytest.mark.parametrize("path", ["https://elsewhere.example/", "//elsewhere.example", "elsewhere"])
    def test_leads_back_to_a_page_of_ours_only(self, client, person, waiting, path):
        assert post(client, "wake", key="a", next=path)["Location"] == INDEX


def test_no_mail_for_what_rests(person, waiting):
    other = EmployeeFactory(location=person.location)
    waiting.add(person, other)
    services.snooze(key(person), TUESDAY, by=person)

    assert str(digest.send_due(MORNING)) == "sent 1, skipped 1, failed 0"
    assert str(digest.send_due(MORNING + timedelta(days=1))) == "sent 2, skipped 0, failed 0"


class TestSweep:
    def rest(self, person, name, until=FRIDAY, made_on=MONDAY):
        old = MORNING - timedelta(hours=1)
        return Snooze.objects.create(person=person, key=key(person, name), until=until, made_on=made_on, looked_at=old)

    def test_goes_with_its_duty_and_when_it_is_over(self, person, waiting):
        waiting.add(person, key="a", due_on=FRIDAY)
        waiting.add(person, key="b", due_on=FRIDAY)
        kept = self.rest(person, "a")
        self.rest(person, "b", until=MONDAY, made_on=date(2026, 11, 20))
        self.rest(person, "done")

        assert snoozing.sweep(MORNING) == 2
        assert list(Snooze.objects.values_list("pk", "looked_at")) == [(kept.pk, MORNING)]

    def test_looks_at_each_in_turn(self, person, waiting, monkeypatch):
        monkeypatch.setattr(snoozing, "BATCH", 1)
        self.rest(person, "done")
        self.rest(EmployeeFactory(), "done")

        assert [snoozing.sweep(MORNING) for _each in range(3)] == [1, 1, 0]
