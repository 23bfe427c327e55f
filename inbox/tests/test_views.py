import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertRedirects

from inbox import services
from inbox.models import MailPreference, Notification
from inbox.tests.factories import MailPreferenceFactory, NotificationFactory
from org.tests.factories import EmployeeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client, berlin):
    person = EmployeeFactory(location=berlin)
    client.force_login(person)
    return person


def page(client, name, *args):
    return client.get(reverse(f"inbox:{name}", args=args)).content.decode()


class TestIndex:
    def test_empty(self, client, person, waiting):
        text = page(client, "index")

        assert "Nothing waits for you" in text
        assert "No news yet" in text

    def test_duties_and_news_of_ones_own(self, client, person, waiting, thanks):
        stranger = EmployeeFactory()
        three_days_ago = timezone.localdate() - timedelta(days=3)
        waiting.add(person, title="Check-in with Joana", due_on=three_days_ago, detail="Ready")
        waiting.add(stranger, title="Check-in with nobody of mine")
        NotificationFactory(person=person, actor=EmployeeFactory(first_name="Marcus", last_name="Robbins"))
        NotificationFactory(person=stranger, actor=EmployeeFactory(first_name="Zoe"))

        text = page(client, "index")

        assert "Check-in with Joana" in text
        assert "3 days late" in text
        assert "Marcus Robbins thanked you" in text
        assert "nobody of mine" not in text
        assert "Zoe" not in text

    def test_news_of_an_app_that_is_gone(self, client, person, waiting, thanks):
        NotificationFactory(person=person, kind="of-an-app-that-is-gone")

        assert "no longer knows" in page(client, "index")

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_do_not_grow(self, client, person, waiting, thanks, count, django_assert_num_queries):
        for _number in range(count):
            NotificationFactory(person=person, actor=EmployeeFactory())
            waiting.add(person)
        page(client, "index")

        with django_assert_num_queries(3):  # the viewer with their snoozes and the organisation, unread, news
            response = client.get(reverse("inbox:index"))

        assert len(response.context["news"]) == count


class TestNews:
    def test_opened_by_a_post_it_is_seen(self, client, person, thanks):
        event, other = NotificationFactory.create_batch(2, person=person, path="/inbox/preferences/")

        response = client.post(reverse("inbox:news", args=[event.pk]))

        assertRedirects(response, "/inbox/preferences/")
        assert list(Notification.objects.unread()) == [other]

    def test_a_get_shows_it_and_leaves_it_unread(self, client, person, thanks):
        event = NotificationFactory(person=person, actor=EmployeeFactory(first_name="Marcus"))

        assert "Marcus" in page(client, "news", event.pk)
        assert Notification.objects.unread().count() == 1

    def test_somebody_elses_is_not_found(self, client, person, thanks):
        event = NotificationFactory()

        assert client.post(reverse("inbox:news", args=[event.pk])).status_code == 404
        assert Notification.objects.unread().count() == 1

    def test_first_time_seen_stays(self, client, person, thanks):
        event = NotificationFactory(person=person, seen_at=timezone.now() - timedelta(days=9))

        client.post(reverse("inbox:news", args=[event.pk]))

        assert Notification.objects.get().seen_at == event.seen_at

    def test_all_at_once(self, client, person, thanks):
        NotificationFactory.create_batch(3, person=person)
        strangers = NotificationFactory()

        assert "Mark 3 things as seen?" in page(client, "see_all")
        assertRedirects(client.post(reverse("inbox:see_all")), reverse("inbox:index"))
        assert list(Notification.objects.unread()) == [strangers]


class TestPreferences:
    @pytest.mark.parametrize("frequency", ["daily", "weekly", "none"])
    def test_choose(self, client, person, frequency):
        MailPreferenceFactory(frequency="weekly")

        assertRedirects(
            client.post(reverse("inbox:preferences"), {"frequency": frequency}), reverse("inbox:preferences")
        )
        assert MailPreference.objects.get(person=person).frequency == frequency
        assert MailPreference.objects.exclude(person=person).get().frequency == "weekly"

    def test_shows_what_is_chosen(self, client, person):
        MailPreferenceFactory(person=person, frequency="weekly")

        text = page(client, "preferences")

        assert [radio for radio in re.findall("<input[^>]*radio[^>]*>", text) if "checked" in radio] == [
            '<input type="radio" name="frequency" value="weekly" id="id_frequency_1" required checked>'
        ]
        assert person.email in text
        assert "Europe/Berlin" in text

    @pytest.mark.parametrize("data", [{}, {"frequency": "hourly"}])
    def test_nonsense(self, client, person, data):
        response = client.post(reverse("inbox:preferences"), data)

        assert response.status_code == 422
        assert "Nothing was saved yet" in response.content.decode()
        assert not MailPreference.objects.exists()

    def test_nobody_chooses_for_another(self, person):
        with pytest.raises(ValidationError, match="Only the person"):
            services.set_frequency(person, "none", by=EmployeeFactory())


class TestNotify:
    def test_stores_an_event(self, person, thanks):
        actor = EmployeeFactory()

        event = services.notify(person.pk, "test-thanks", "/inbox/", actor=actor)

        assert list(Notification.objects.values_list("person", "kind", "path", "actor", "seen_at")) == [
            (person.pk, "test-thanks", "/inbox/", actor.pk, None)
        ]
        assert abs(event.at - timezone.now()) < timedelta(minutes=1)

    @pytest.mark.parametrize("path", ["https://elsewhere.example/", "//elsewhere.example/", "inbox/", ""])
    def test_leads_nowhere_else(self, person, thanks, path):
        with pytest.raises(ValueError, match="a path of this site"):
            services.notify(person.pk, "test-thanks", path)

    def test_knows_its_kinds(self, person, thanks):
        with pytest.raises(LookupError, match="no app registered the kind"):
            services.notify(person.pk, "unheard-of", "/inbox/")
