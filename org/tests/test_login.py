from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse

from org.services import people
from org.tests.factories import PASSWORD, EmployeeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def hr():
    return EmployeeFactory(hr=True)


@pytest.fixture
def person():
    person = EmployeeFactory(email="ana@example.org")
    person.set_password(PASSWORD)
    person.save()
    return person


def yesterday(person):
    return person.today() - timedelta(days=1)


def log_in(client, email):
    """Is somebody in after the login form was posted?"""
    client.post(reverse("account_login"), {"login": email, "password": PASSWORD})
    return client.get(reverse("org:account")).status_code == 200


def test_by_e_mail_whatever_its_case(client, person):
    assert log_in(client, "ANA@example.org")


def test_a_login_is_no_change_of_the_person(client, person):
    before = person.history.count()

    assert log_in(client, person.email)

    person.refresh_from_db()
    assert (person.last_login is not None, person.history.count()) == (True, before)


def test_a_leaver_cannot_log_in(client, person, hr):
    people.leave(person, yesterday(person), by=hr)

    assert not log_in(client, person.email)
    assert "_auth_user_id" not in client.session


def test_on_the_last_day_one_still_can(client, person, hr):
    people.leave(person, person.today(), by=hr)

    assert log_in(client, person.email)


def test_before_the_hire_date_one_can_too(client, person, hr):
    people.edit(person, by=hr, hired_on=person.today() + timedelta(days=20))

    assert log_in(client, person.email)


@pytest.mark.parametrize("end", ["leave", "close"])
def test_the_session_ends_at_once(client, person, hr, end):
    client.force_login(person)
    assert client.get(reverse("org:account")).status_code == 200
    if end == "leave":
        people.leave(person, yesterday(person), by=hr)
    else:
        people.close_account(person, by=hr)

    assert client.get(reverse("org:account")).status_code == 302


def test_a_closed_account_cannot_log_in(client, person, hr):
    people.close_account(person, by=hr)

    assert not log_in(client, person.email)


def test_an_old_address_logs_nobody_in(client, person, hr):
    people.set_email(person, "souza@example.org", by=hr)
    # Left behind by whatever did not go through the service.
    EmailAddress.objects.create(user=person, email="ana@example.org", verified=True, primary=True)

    assert not log_in(client, "ana@example.org")
    assert log_in(client, "souza@example.org")


def test_a_new_address_keeps_the_session(client, person, hr):
    client.force_login(person)
    people.set_email(person, "souza@example.org", by=hr)

    assert client.get(reverse("org:account")).status_code == 200


def test_nobody_changes_their_own_address(client, person):
    client.force_login(person)

    client.post(reverse("account_email"), {"action_add": "", "email": "own@example.org"})

    assert not EmailAddress.objects.filter(email="own@example.org").exists()


def reset_links(client, email):
    client.post(reverse("account_reset_password"), {"email": email})
    return [word for message in mail.outbox for word in message.body.split() if "/password/reset/key/" in word]


def test_a_reset_link_dies_with_the_address(client, person, hr):
    (link,) = reset_links(client, person.email)
    people.set_email(person, "souza@example.org", by=hr)

    page = client.get(link.removeprefix("http://testserver"), follow=True)

    assert page.context["token_fail"]


@pytest.mark.parametrize("why", ["never invited", "left", "closed"])
def test_no_reset_link_for(client, person, hr, why):
    if why == "never invited":
        person.set_unusable_password()
        person.save()
    elif why == "left":
        people.leave(person, yesterday(person), by=hr)
    else:
        people.close_account(person, by=hr)

    assert reset_links(client, person.email) == []


def test_there_is_no_self_sign_up(client):
    client.post(reverse("account_signup"), {"email": "me@example.org", "password1": PASSWORD})

    assert client.get(reverse("org:account")).status_code == 302


@pytest.mark.parametrize(("is_demo_on", "is_in"), [(True, True), (False, False)])
def test_the_public_password_of_a_demo_person_opens_a_demo_alone(client, person, settings, is_demo_on, is_in):
    settings.DEMO = is_demo_on
    person.is_demo = True
    person.save()

    assert log_in(client, "ana@example.org") == is_in


def test_the_session_of_a_demo_person_ends_with_the_demo(client, person, settings):
    settings.DEMO = True
    person.is_demo = True
    person.save()
    assert log_in(client, "ana@example.org")

    settings.DEMO = False

    assert client.get(reverse("org:account")).status_code == 302


@pytest.mark.parametrize("email", ["ana@example.org", "nobody@example.org"])
def test_a_mail_server_that_is_away_breaks_no_page_and_tells_of_no_account(client, person, settings, free_port, email):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port

    page = client.post(reverse("account_reset_password"), {"email": email}, follow=True)

    assert page.status_code == 200
    assert [str(message) for message in page.context["messages"]] == [
        "The mail server does not answer now. If no mail comes, ask again in a few minutes."
    ]
