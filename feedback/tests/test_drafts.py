"""The forms of this app begin with what was typed and not sent."""

import json
import re
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse

from drafts.models import Draft
from drafts.tests.pages import Tab
from feedback.models import CheckIn, Question
from feedback.tests.factories import BlockerFactory, CheckInFactory, QuestionFactory
from feedback.tests.pages import as_shown, text_of, url
from goals import services as goals

pytestmark = pytest.mark.django_db


def typed_into(client, path, **fields) -> Tab:
    """The form with these fields changed, saved as the script does."""
    tab = Tab(client, path).open()
    tab.save(**{name: str(value) for name, value in (as_shown(tab.page) | fields).items()})
    return tab


def test_log_begins_with_all_that_was_typed(cast, check_in, key_result):
    blocker = BlockerFactory(raised_by=cast.subject)
    written = {
        "went_well": "Long thoughts",
        "private_note": "Mine",
        f"kr-{key_result.pk}-value": "2,5",
        "action-6-text": "Seventh row",
        "blocker-text": "No bench",
        "held_on": "2026-11-2",
        "resolved": blocker.pk,
    }
    typed_into(cast.client("manager"), url("log", check_in), **written)

    page = cast.client("manager").get(url("log", check_in))

    assert page.status_code == 200
    assert {name: value for name, value in written.items() if name != "resolved"}.items() <= as_shown(page).items()
    assert page.context["forms"].resolved == {blocker.pk}
    assert "Nothing was saved yet" not in text_of(page)


def test_log_ends_its_draft(cast, check_in):
    tab = typed_into(cast.client("manager"), url("log", check_in), went_well="Faster")

    response = tab.send(**as_shown(tab.page) | {"went_well": "Faster"})

    assert response.status_code == 302
    assert not Draft.objects.filter(state="open").exists()


def test_a_draft_of_a_check_in_that_was_logged_meanwhile_is_shown_and_then_asked_about(cast, check_in):
    manager = cast.client("manager")
    typed_into(manager, url("log", check_in), went_well="From the other room")
    form = as_shown(Tab(cast.client("manager"), url("log", check_in), "tab-2").open().page)
    manager.post(url("log", check_in), form | {"went_well": "Logged already"})

    page = manager.get(url("log", check_in))
    asked = manager.post(url("log", check_in), as_shown(page))

    assert as_shown(page)["went_well"] == "From the other room"
    assert asked.status_code == 422
    assert ("Logged already" in text_of(asked), "From the other room" in text_of(asked)) == (True, True)
    assert CheckIn.objects.get(state="done").went_well == "Logged already"


def test_a_value_that_moved_since_the_draft_is_shown_when_it_is_sent(cast, check_in, key_result):
    manager = cast.client("manager")
    typed_into(manager, url("log", check_in), **{f"kr-{key_result.pk}-value": "2.9"})
    goals.update(key_result, by=cast.subject, value=Decimal(3))

    asked = manager.post(url("log", check_in), as_shown(manager.get(url("log", check_in))))

    assert asked.status_code == 422
    assert "Meanwhile it was set to 3" in text_of(asked)


def test_prepare_begins_with_its_draft_and_ends_it(cast, check_in):
    tab = typed_into(cast.client("subject"), url("prepare", check_in), how_it_goes="Well", private_note="Mine")
    page = tab.client.get(url("prepare", check_in))

    response = tab.send(**as_shown(page))

    check_in.refresh_from_db()
    assert (response.status_code, check_in.how_it_goes) == (302, "Well")
    assert not Draft.objects.filter(state="open").exists()


def test_the_managers_draft_is_not_in_the_employees_form(cast, check_in):
    typed_into(cast.client("manager"), url("log", check_in), went_well="Mine alone")

    for route in ("prepare", "check_in"):
        assert "Mine alone" not in text_of(cast.client("subject").get(url(route, check_in)))


@pytest.mark.parametrize(("route", "role"), [("acknowledge", "manager"), ("help", "manager"), ("help", "subject")])
def test_answers_to_blockers_have_drafts(cast, route, role):
    blocker = BlockerFactory(raised_by=cast.subject)
    client = cast.client(role)
    tab = Tab(client, url(route, blocker)).open()
    tab.save(text="I ask Optics")

    begun = text_of(client.get(url(route, blocker)))
    tab.send(text="I ask Optics")

    assert "I ask Optics</textarea>" in begun
    assert not Draft.objects.filter(state="open").exists()
    assert blocker.notes.get().text == "I ask Optics"


def test_the_draft_of_an_answer_is_shown_though_it_was_acknowledged_meanwhile(cast):
    blocker = BlockerFactory(raised_by=cast.subject)
    client = cast.client("manager")
    Tab(client, url("acknowledge", blocker)).open().save(text="I ask Optics")
    client.post(url("acknowledge", blocker), {"text": ""})

    assert "I ask Optics</textarea>" in text_of(client.get(url("acknowledge", blocker)))


def test_the_list_names_each_of_them(cast):
    opened = CheckInFactory(employee=cast.subject, manager=cast.manager)
    blocker = BlockerFactory(raised_by=cast.subject)
    client = cast.client("manager")
    paths = [url("log", opened), url("acknowledge", blocker), url("help", blocker), reverse("feedback:raise_blocker")]
    for path in paths:
        Tab(client, path).open().save(text="Words of mine", went_well="Words of mine")
    subject = cast.client("subject")
    Tab(subject, url("prepare", opened)).open().save(how_it_goes="Well")

    titles = [draft.title for draft in client.get(reverse("drafts:index")).context["drafts"]]
    own = [draft.title for draft in subject.get(reverse("drafts:index")).context["drafts"]]

    assert sorted(titles) == [
        "Answer to a blocker from Sam Example",
        "Log check-in with Sam Example",
        "Raise a blocker",
        "What helped with a blocker",
    ]
    assert own == ["Prepare check-in with Mona Example"]


def test_two_drafts_side_by_side_name_each_question_and_each_value(cast, check_in, key_result):
    Question.objects.all().delete()
    mine, company = QuestionFactory(manager=cast.manager, text="What next?"), QuestionFactory(text="What was hard?")
    foreign = QuestionFactory(manager=cast.former_manager, text="Not for these eyes")
    client = cast.client("subject")
    answers = [f"answer_{each.pk}" for each in (mine, company, foreign)]
    for tab in [Tab(client, url("prepare", check_in), each).open() for each in ("tab-1", "tab-2")]:
        tab.save(**dict.fromkeys(answers, f"Words of {tab.instance}"))
    manager, value = cast.client("manager"), f"kr-{key_result.pk}-value"
    for tab in [Tab(manager, url("log", check_in), each).open() for each in ("tab-1", "tab-2")]:
        tab.save(**{value: f"2.{tab.instance[-1]}", "went_well": f"Words of {tab.instance}"})
    drafts = {each.author_id: each for each in Draft.objects.order_by("pk")}

    def labels(client, person):
        rows = client.get(reverse("drafts:compare", args=[drafts[person.pk].pk])).context["rows"]
        return sorted(row.label for row in rows)

    assert labels(client, cast.subject) == ["Answer to a question", "What next?", "What was hard?"]
    assert labels(manager, cast.manager) == [f"Value of “{key_result.title}”", "What went well"]


@pytest.mark.parametrize(
    ("name", "role", "field", "before"),
    [("log", "manager", "went_well", "First words"), ("prepare", "subject", "what_i_need", "More hours")],
)
def test_a_page_with_a_draft_knows_what_stood_there_before_it(cast, check_in, name, role, field, before):
    """So that the script drops a draft whose words were taken back, and does not keep it as one that says the same."""
    CheckIn.objects.filter(pk=check_in.pk).update(**{field: before})
    typed_into(cast.client(role), url(name, check_in), **{field: "Typed since"})

    page = cast.client(role).get(url(name, check_in))

    stored = json.loads(unescape(re.search(r'data-draft-stored="([^"]*)"', text_of(page)).group(1)))
    assert (as_shown(page)[field], stored[field]) == ("Typed since", [before])
