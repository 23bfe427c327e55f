"""Done in the row, by person, and a great many."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from feedback.models import ActionItem, Blocker
from feedback.tests.factories import ActionItemFactory, BlockerFactory
from inbox import deeds, services
from inbox.models import Notification, Snooze
from inbox.tests.factories import NotificationFactory
from org.tests.factories import EmployeeFactory, OrganizationFactory

pytestmark = pytest.mark.django_db
INDEX, DO = reverse("inbox:index"), reverse("inbox:do")


@pytest.fixture
def person(client):
    OrganizationFactory()
    person = EmployeeFactory()
    client.force_login(person)
    return person


def do(client, key, **data):
    """The page that it leads back to."""
    return client.post(DO, {"key": key} | data, follow=True).content.decode()


class TestInPlace:
    def test_tick_off_an_action(self, client, person):
        action = ActionItemFactory(owner=person, due_on=timezone.localdate())
        key = f"action:{action.pk}:finish"
        html = client.get("/").content.decode()
        assert "Tick off" in html
        # Where HTMX sends a form of a row is where the form itself goes.
        forms = re.findall(r'<form[^>]* action="([^"]+)"\s+hx-post="([^"]+)"', html)
        assert [first == second for first, second in forms] == [True, True]
        Snooze.objects.create(person=person, key=key, until="2099-01-01", made_on="2026-01-01")

        html = do(client, key, next="/")

        assert "Done." in html
        assert reverse("feedback:finish_action", args=[action.pk]) in html  # to take it back
        assert "Nothing waits for you" in html
        assert ActionItem.objects.get().done_by == person
        assert not Snooze.objects.exists()

    def test_twice_is_once_and_says_so(self, client, person):
        action = ActionItemFactory(owner=person, due_on=timezone.localdate())

        do(client, f"action:{action.pk}:finish")
        first = ActionItem.objects.get().done_at

        assert "done already" in do(client, f"action:{action.pk}:finish")
        assert ActionItem.objects.get().done_at == first

    def test_what_was_dropped_meanwhile(self, client, person):
        action = ActionItemFactory(owner=person, dropped_at=timezone.now(), drop_reason="No need")

        assert "dropped meanwhile" in do(client, f"action:{action.pk}:finish")

    def test_acknowledge_a_blocker(self, client, person):
        blocker = BlockerFactory(raised_by__manager=person)
        assert "sees that you acknowledged it" in client.get(INDEX).content.decode()

        html = do(client, f"blocker:{blocker.pk}:acknowledge")

        assert f"Acknowledged. {blocker.raised_by} sees it." in html
        assert Blocker.objects.get().acknowledged_by == person
        assert Notification.objects.get(kind="blocker-acknowledged").person == blocker.raised_by

    def test_somebody_elses(self, client, person):
        action, blocker = ActionItemFactory(), BlockerFactory()

        for key in (f"action:{action.pk}:finish", f"blocker:{blocker.pk}:acknowledge"):
            assert client.post(DO, {"key": key}).status_code == 404
        assert ActionItem.objects.get().done_at is None
        assert Blocker.objects.get().acknowledged_at is None

    def test_ones_own_blocker_is_not_acknowledged_by_oneself(self, client, person):
        blocker = BlockerFactory(raised_by=person)

        assert client.post(DO, {"key": f"blocker:{blocker.pk}:acknowledge"}).status_code in (403, 404)
        assert Blocker.objects.get().acknowledged_at is None

    @pytest.mark.parametrize("key", ["", "action", "action:x:finish", "action:1:drop", "action:٣:finish", "a:" * 99])
    def test_nonsense(self, client, person, key):
        assert client.post(DO, {"key": key}).status_code == 404

    def test_a_deed_that_refuses_leaves_the_snooze(self, person, waiting):
        def refuse(pk, *, by):
            raise ValidationError("No.")

        deeds.register("a:b", refuse)
        Snooze.objects.create(person=person, key="a:1:b", until="2099-01-01", made_on="2026-01-01")

        with pytest.raises(ValidationError, match=r"No\."):
            services.do_in_place("a:1:b", by=person)
        assert Snooze.objects.exists()


class TestNews:
    def test_mark_one_as_seen(self, client, person, thanks):
        first, second = NotificationFactory.create_batch(2, person=person)

        client.post(reverse("inbox:seen", args=[first.pk]), {"next": "/inbox/?tab=news"})

        assert list(Notification.objects.unread()) == [second]

    def test_their_tab_is_paged(self, client, person, waiting, thanks):
        NotificationFactory.create_batch(26, person=person)

        html = client.get(INDEX, {"tab": "news", "page": "2"}).content.decode()

        assert "26–26 of 26" in html
        assert "26 new" in html


class TestManyAndByPerson:
    def test_five_hundred_are_paged(self, client, person, waiting, django_assert_num_queries):
        for number in range(500):
            waiting.add(person, key=f"k{number:03}", title=f"Thing {number:03}.")

        client.get(INDEX)
        with django_assert_num_queries(2):  # the viewer with their snoozes, how many news are unread
            html = client.get(INDEX, {"page": "20"}).content.decode()

        assert "<title>(500) Inbox" in html
        assert "476–500 of 500" in html
        assert re.findall(r"Thing (\d+)\.</a>", html) == [f"{number:03}" for number in range(475, 500)]

    def test_today_shows_a_page_of_them(self, client, person, waiting):
        for number in range(500):
            waiting.add(person, key=f"k{number:03}", title=f"Thing {number:03}.")

        html = client.get("/").content.decode()

        assert "and 475 more in the inbox" in html
        assert len(re.findall(r"Thing \d+\.</a>", html)) == 25

    def test_by_person(self, client, person, waiting):
        ana, joana = EmployeeFactory(first_name="Ana"), EmployeeFactory(first_name="Joana")
        for number, other in enumerate([None, joana, ana, joana]):
            waiting.add(person, key=f"k{number}", title=f"Thing {number}.", other=other)

        html = client.get(INDEX, {"by": "person"}).content.decode()

        order = re.findall(r'Thing \d|class="name">\w+|nobody in particular', html)
        joanas = ['class="name">Joana', "Thing 1", "Thing 3"]
        assert list(dict.fromkeys(order)) == [*joanas, 'class="name">Ana', "Thing 2", "nobody in particular", "Thing 0"]
