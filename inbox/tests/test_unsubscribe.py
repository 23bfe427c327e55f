import logging
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from inbox import addresses, digest
from inbox.models import MailPreference, SecretAddress
from inbox.tests.factories import MORNING
from org.services import people
from org.tests.factories import EmployeeFactory
from perfmgmt.logs import JsonFormatter

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def person(berlin):
    return EmployeeFactory(location=berlin)


@pytest.fixture
def url(person):
    return addresses.unsubscribe_urls([person.pk])[person.pk].removeprefix("http://testserver")


@pytest.fixture
def strict():
    """As a mail program posts: no cookie, no token."""
    return Client(enforce_csrf_checks=True)


def frequencies():
    return dict(MailPreference.objects.values_list("person", "frequency"))


def test_a_get_only_shows_the_button(client, url):
    response = client.get(url)

    assert response.status_code == 200
    assert "Stop the mail" in response.content.decode()
    assert frequencies() == {}


@pytest.mark.parametrize("data", [ONE_CLICK, {"do": "stop"}])
def test_a_post_stops_the_mail_of_that_person_only(strict, url, person, data):
    EmployeeFactory()

    response = strict.post(url, data)

    assert response.status_code == 200
    assert frequencies() == {person.pk: "none"}
    assert "You get no more reminders by mail" in response.content.decode()


def test_twice_is_once_and_says_so(strict, url, person):
    strict.post(url, ONE_CLICK)

    assert strict.post(url, ONE_CLICK).status_code == 200
    assert "You get no more reminders by mail" in strict.get(url).content.decode()
    assert frequencies() == {person.pk: "none"}


def test_is_reversible(strict, url, person):
    strict.post(url, {"do": "stop"})

    response = strict.post(url, {"do": "daily"})

    assert "You get at most one on each working day" in response.content.decode()
    assert frequencies() == {person.pk: "daily"}


@pytest.mark.parametrize("data", [{}, {"List-Unsubscribe": "no"}, {"do": "delete"}])
def test_another_post_changes_nothing(strict, url, data):
    assert strict.post(url, data).status_code == 422
    assert frequencies() == {}


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_altered_link(strict, url, method):
    altered = url[:-5] + ("AAAA" if url[-5:-1] != "AAAA" else "BBBB") + "/"

    response = getattr(strict, method)(altered, ONE_CLICK)

    assert response.status_code == 410
    assert "This link has ended" in response.content.decode()
    assert frequencies() == {}


@pytest.mark.parametrize("gone", [{"left_on": timezone.localdate() - timedelta(days=2)}, {"is_active": False}])
def test_a_leavers_link(strict, url, person, gone):
    type(person).objects.filter(pk=person.pk).update(**gone)

    assert strict.post(url, ONE_CLICK).status_code == 410
    assert frequencies() == {}


def test_somebody_elses_link(client, url, person):
    client.force_login(EmployeeFactory())

    response = client.post(url, ONE_CLICK)

    assert response.status_code == 403
    assert "This link is somebody else" in response.content.decode()
    assert frequencies() == {}


def test_ones_own_link_when_logged_in(client, url, person):
    client.force_login(person)

    assert client.post(url, ONE_CLICK).status_code == 200
    assert frequencies() == {person.pk: "none"}


def test_the_secret_is_not_in_the_database(url, person):
    secret = url.split("/")[-2]
    row = SecretAddress.objects.get()

    assert len(secret) == 43
    assert secret not in [str(value) for value in vars(row).values()]


def test_each_mail_has_the_same_link(person, waiting):
    waiting.add(person)
    digest.send_due(MORNING)
    digest.send_due(MORNING + timedelta(days=1))

    assert len({message.extra_headers["List-Unsubscribe"] for message in mail.outbox}) == 1
    assert len(mail.outbox) == 2


def test_a_new_nonce_or_key_makes_a_new_link_and_ends_the_old(strict, url, person, settings):
    settings.SECRET_KEY = "another key"
    new = addresses.unsubscribe_urls([person.pk])[person.pk].removeprefix("http://testserver")

    assert new != url
    assert strict.get(url).status_code == 410
    assert strict.get(new).status_code == 200


def test_the_link_in_mails_to_an_address_that_was_replaced_is_dead_at_once(strict, url, person):
    people.set_email(person, "new@example.org", by=None)

    assert strict.post(url, ONE_CLICK).status_code == 410
    assert frequencies() == {}
    new = addresses.unsubscribe_urls([person.pk])[person.pk].removeprefix("http://testserver")
    assert strict.post(new, ONE_CLICK).status_code == 200
    assert strict.get(url).status_code == 410


def test_nobody_is_told_of_the_address(client, url):
    response = client.get(url)

    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert url not in re.sub(r"<form.*?</form>", "", response.content.decode(), flags=re.DOTALL)


def test_the_address_is_in_no_log(strict, url, caplog):
    with caplog.at_level(logging.DEBUG):
        strict.post(url, ONE_CLICK)
        strict.get(url[:-3] + "xx/")

    lines = [JsonFormatter().format(record) for record in caplog.records]
    assert lines
    assert not [line for line in lines if url.split("/")[-2][:20] in line]
