"""What is said about an objective."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
import time_machine
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from goals import services
from goals.models import Comment, Objective
from goals.tests.factories import CommentFactory, FollowFactory, KeyResultFactory, ObjectiveFactory
from inbox.models import Notification
from org.tests.factories import PASSWORD, EmployeeFactory, OrganizationFactory

pytestmark = pytest.mark.django_db
State, Visibility = Objective.State, Objective.Visibility
KEY = "7b8f5b0e-6a39-4f54-9f64-1f0a3a6c9b11"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        yield


@pytest.fixture
def ana(db):
    OrganizationFactory()
    return EmployeeFactory(first_name="Ana", manager=EmployeeFactory())


def url(objective) -> str:
    return reverse("goals:comment", args=[objective.pk])


def told() -> list[tuple[int, str]]:
    return list(Notification.objects.order_by("person").values_list("person", "kind"))


def test_whoever_reads_it_comments_and_the_newest_stands_below(client, ana):
    objective = ObjectiveFactory()
    CommentFactory(objective=objective, text="older")
    client.force_login(ana)

    response = client.post(url(objective), {"text": "  First line\r\nsecond <b>line</b>  ", "key": KEY})

    text = client.get(objective.get_absolute_url()).content.decode()
    made = Comment.objects.get(author=ana)
    assert response.url == f"{objective.get_absolute_url()}#comment-{made.pk}"
    assert made.text == "First line\nsecond <b>line</b>"
    assert text.index("older") < text.index("First line\nsecond &lt;b&gt;line&lt;/b&gt;")
    assert "23 November, 12:00" in text


@pytest.mark.parametrize("state", [State.DRAFT, State.CLOSED, State.CANCELLED])
def test_in_each_state(client, ana, state):
    client.force_login(ana)

    client.post(url(ObjectiveFactory(state=state)), {"text": "What I learned", "key": KEY})

    assert Comment.objects.get().text == "What I learned"


def test_sent_twice_it_is_written_once(client, ana):
    objective = FollowFactory().objective
    client.force_login(ana)

    for _ in range(2):
        client.post(url(objective), {"text": "Thanks", "key": KEY})

    assert (Comment.objects.count(), len(told())) == (1, 2)


def test_another_text_of_the_same_form_is_not_lost(client, ana):
    objective = ObjectiveFactory()
    client.force_login(ana)

    for text in ("Thanks", "Thanks, and more"):
        client.post(url(objective), {"text": text, "key": KEY})
    client.post(url(objective), {"text": "Thanks", "key": str(uuid4())})

    assert list(Comment.objects.order_by("pk").values_list("text", flat=True)) == [
        "Thanks",
        "Thanks, and more",
        "Thanks",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Write something first."),
        (" \n ", "Write something first."),
        ("x" * 100_000, "This is 100000 characters long, and 20000 fit. Nothing is lost: shorten it here."),
        ("nul\0", "Null characters are not allowed."),
    ],
)
@pytest.mark.parametrize("over", ["page", "htmx"])
def test_refused_in_words_with_nothing_lost(client, ana, text, words, over):
    client.force_login(ana)
    headers = {"HX-Request": "true"} if over == "htmx" else {}

    response = client.post(url(ObjectiveFactory()), {"text": text, "key": KEY}, headers=headers)

    html = response.content.decode()
    assert (response.status_code, Comment.objects.count()) == (422, 0)
    assert words in html
    assert text.strip() in html
    assert 'aria-invalid="true"' in html
    assert KEY in html
    assert ("<html" in html) == (over == "page")
    assert "HX-Request" in response.headers["Vary"]


def test_in_place_over_htmx(htmx, ana):
    objective = ObjectiveFactory()
    htmx.force_login(ana)

    html = htmx.post(url(objective), {"text": "Well done", "key": KEY}).content.decode()

    assert html.strip().startswith('<section id="comments"')
    assert html.count("Well done") == 1  # the form is empty again
    assert KEY not in html


def test_the_page_shows_the_last_five_and_all_by_asking(client, ana):
    objective = ObjectiveFactory()
    for hour in range(7):
        CommentFactory(objective=objective, written_at=datetime(2026, 11, 20, hour, tzinfo=UTC), text=f"said at {hour}")
    client.force_login(ana)

    few = client.get(objective.get_absolute_url())
    whole = client.get(objective.get_absolute_url(), {"comments": "all"})

    assert [each.text for each in few.context["comments"]] == [f"said at {hour}" for hour in range(2, 7)]
    assert [each.text for each in whole.context["comments"]] == [f"said at {hour}" for hour in range(7)]
    assert ["Show all comments" in each.content.decode() for each in (few, whole)] == [True, False]


def test_the_owner_and_who_follows_are_told_but_not_the_author(ana):
    objective = ObjectiveFactory()
    follower = FollowFactory(objective=objective).person
    FollowFactory(objective=objective, person=ana)
    FollowFactory(objective=objective, person__left_on=date(2026, 11, 1))
    FollowFactory()

    services.comment(objective, by=ana, text="x", key=UUID(KEY))

    assert told() == sorted([(objective.owner_id, "comment"), (follower.pk, "comment")])


def test_ones_own_comment_on_ones_own_tells_nobody(ana):
    services.comment(ObjectiveFactory(owner=ana), by=ana, text="x", key=UUID(KEY))

    assert told() == []


def test_who_lost_sight_is_not_told(ana):
    objective = ObjectiveFactory(owner=ana, visibility=Visibility.MANAGER)
    helper = KeyResultFactory(objective=objective, owner=EmployeeFactory()).owner
    for person in (helper, ana.manager, EmployeeFactory()):
        FollowFactory(objective=objective, person=person)

    services.comment(objective, by=ana, text="x", key=UUID(KEY))

    assert told() == sorted([(helper.pk, "comment"), (ana.manager_id, "comment")])


def test_news_holds_no_text(ana):
    objective = ObjectiveFactory(title="SECRET")

    services.comment(objective, by=ana, text="SECRET", key=UUID(KEY))

    assert "SECRET" not in str(Notification.objects.values().get())


def test_withdrawn_it_is_gone_everywhere(client, ana):
    objective = FollowFactory().objective
    said = services.comment(objective, by=ana, text="I regret this", key=UUID(KEY))
    CommentFactory(objective=objective, text="stays")
    client.force_login(ana)

    asked = client.get(reverse("goals:withdraw_comment", args=[said.pk]))
    response = client.post(reverse("goals:withdraw_comment", args=[said.pk]))

    assert "cannot be brought back" in asked.content.decode()
    assert response.url == f"{objective.get_absolute_url()}#comments"
    assert (list(Comment.objects.values_list("text", flat=True)), told()) == (["stays"], [])
    assert "I regret this" not in client.get(objective.get_absolute_url(), {"comments": "all"}).content.decode()


def test_only_the_author_withdraws(client, ana):
    said = CommentFactory(objective__owner=ana)
    client.force_login(ana)

    response = client.post(reverse("goals:withdraw_comment", args=[said.pk]))

    assert (response.status_code, Comment.objects.count()) == (403, 1)
    assert b"/withdraw/" not in client.get(said.objective.get_absolute_url()).content


def test_hidden_with_its_objective(client, ana):
    said = CommentFactory(objective__visibility=Visibility.MANAGER, author=ana)
    client.force_login(ana)

    withdrawal = reverse("goals:withdraw_comment", args=[said.pk])
    answers = [client.post(withdrawal), client.post(url(said.objective), {"text": "x"})]

    assert [each.status_code for each in answers] == [404, 404]
    assert not Comment.objects.visible_to(ana).exists()


def test_typed_before_the_login_expired_it_comes_back(client, ana):
    ana.set_password(PASSWORD)
    ana.save()
    objective = ObjectiveFactory()
    login = {"login": ana.email, "password": PASSWORD}
    client.post(reverse("account_login"), login)
    client.get("/")
    del client.cookies["sessionid"]

    client.post(url(objective), {"text": "An hour of work", "key": KEY})
    client.post(reverse("account_login"), login | {"next": url(objective)})
    html = client.get(url(objective)).content.decode()

    assert "An hour of work</textarea>" in html
    assert "Nothing is lost" in html
    assert Comment.objects.count() == 0


def test_not_in_the_admin_nor_in_a_history():
    histories = [model._meta.label for model in apps.get_models() if model.__name__ == "HistoricalComment"]

    assert Comment not in admin.site._registry
    assert histories == []


