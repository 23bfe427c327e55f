"""Somebody moved to another manager: what both are asked, what they may say, and what becomes of it."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertRedirects

from goals import services, waiting
from goals.duties import provider
from goals.models import Change, MoveAnswer, Objective
from goals.services import moves
from goals.services.whole import RowsRefusedError
from goals.tests.factories import KeyResultFactory, ObjectiveFactory, PeriodFactory
from inbox.models import Notification
from org.models import Employee
from org.services.people import change_manager
from org.tests.factories import EmployeeFactory, OrganizationFactory

pytestmark = pytest.mark.django_db
State, Visibility = Objective.State, Objective.Visibility
NOW = "2026-11-23T12:00:00Z"


@pytest.fixture
def company(db):
    """Sam moved from Fran to Mona five days ago, with the goals `one` and `two`."""
    with time_machine.travel("2026-10-01T12:00:00Z", tick=False):
        OrganizationFactory()
        top = EmployeeFactory(first_name="Tara")
        fran = EmployeeFactory(first_name="Fran", last_name="Former", manager=top)
        mona = EmployeeFactory(first_name="Mona", last_name="New", manager=top)
        sam = EmployeeFactory(first_name="Sam", last_name="Mover", manager=fran)
        people = {"top": top, "fran": fran, "mona": mona, "sam": sam, "hr": EmployeeFactory(manager=top, hr=True)}
        people["in_team"] = EmployeeFactory(first_name="Tim", last_name="Team", manager=fran)
        goals = {title: ObjectiveFactory(owner=sam, title=title) for title in ("one", "two")}
    with time_machine.travel("2026-11-18T12:00:00Z", tick=False):
        change_manager(sam, mona, by=None)
    with time_machine.travel(NOW, tick=False):
        people["sam"] = Employee.objects.get(pk=sam.pk)
        yield people | goals


def url(person) -> str:
    return reverse("goals:moved", args=[person.pk])


def _rows(context) -> list:
    return [*context["own"], *context["shared"]]


def listed(client, company, who) -> list[str]:
    client.force_login(company[who])
    return [form.record.title for form in _rows(client.get(url(company["sam"])).context)]


def say(client, company, who, goal, **said):
    client.force_login(company[who])
    return client.post(url(company["sam"]), {f"m{company[goal].pk}-{name}": value for name, value in said.items()})


def duties(company) -> set[int]:
    people = Employee.objects.order_by("pk")
    found = list(provider(people, timezone.now()))
    names = {person.pk: name for name, person in company.items() if isinstance(person, Employee)}
    return {names[duty.person_id] for duty in found}


@pytest.mark.parametrize(
    ("who", "status"), [("fran", 200), ("mona", 200), ("sam", 200), ("top", 403), ("hr", 403), ("in_team", 403)]
)
def test_who_may(client, company, who, status):
    client.force_login(company[who])

    assert client.get(url(company["sam"])).status_code == status


def test_both_are_asked_about_what_they_still_see(client, company):
    sam = company["sam"]
    Objective.objects.filter(pk=company["two"].pk).update(visibility=Visibility.MANAGER)
    with time_machine.travel("2026-10-02T12:00:00Z", tick=False):
        ObjectiveFactory(owner=sam, title="line", visibility=Visibility.LINE)
        ObjectiveFactory(owner=sam, title="over", state=State.CLOSED)
        ObjectiveFactory(title="another's")
    ObjectiveFactory(owner=sam, title="made after the move")

    assert listed(client, company, "fran") == ["one"]
    assert listed(client, company, "mona") == ["line", "one", "two"]
    assert listed(client, company, "sam") == []
    assert duties(company) == {"fran", "mona"}
    Objective.objects.filter(title="one").update(state=State.CANCELLED)
    assert duties(company) == {"mona"}


@pytest.mark.parametrize("who", ["fran", "mona"])
@pytest.mark.parametrize("action", ["cancel", "give", "stays", "carries-on"])
def test_what_was_made_after_the_move_is_nobodys_to_answer_about(client, company, who, action):
    company["later"] = ObjectiveFactory(owner=company["sam"], title="made after the move")

    response = say(client, company, who, "later", action=action, to=company["in_team"].email, reason="mine now")

    assert response.status_code == 422
    kept = Objective.objects.get(pk=company["later"].pk)
    assert (kept.owner, kept.state) == (company["sam"], State.ACTIVE)
    assert not MoveAnswer.objects.exists()
    move = waiting.move_of(company["sam"], timezone.now())
    word = moves.Word(kept, answer="cancel", reason="mine now")
    with pytest.raises(RowsRefusedError) as refused:
        moves.answer_move(company["sam"], move, [word], by=company[who])
    assert [error.code for error in refused.value.rows.values()] == ["made-later"]


def test_the_duties_end_with_the_answers(client, company):
    say(client, company, "fran", "one", action="stays")
    assert duties(company) == {"fran", "mona"}
    say(client, company, "fran", "two", action="stays")
    assert duties(company) == {"mona"}
    say(client, company, "mona", "one", action="carries-on")
    say(client, company, "mona", "two", action="cancel", reason="not ours")

    assert duties(company) == set()
    assert listed(client, company, "mona") == []


def test_the_duties_end_after_thirty_days(company):
    with time_machine.travel("2026-12-18T12:00:00Z", tick=False):
        assert duties(company) == {"fran", "mona"}
    with time_machine.travel("2026-12-18T12:00:01Z", tick=False):
        assert duties(company) == set()


def test_the_duties_name_the_person_and_nothing_that_was_written(company):
    (first, second) = provider([company["fran"], company["mona"]], timezone.now())

    assert first.title == second.title == "Sam Mover moved: what becomes of the goals?"
    assert "Sam" not in first.mail_title + first.why + second.mail_title + second.why
    assert "one" not in first.title + first.detail


def test_it_stays_in_the_team(client, company):
    response = say(client, company, "fran", "one", action="give", to=company["in_team"].email)
    again = say(client, company, "fran", "one", action="give", to=company["in_team"].email)

    company["one"].refresh_from_db()
    assertRedirects(response, url(company["sam"]), fetch_redirect_response=False)
    assert again.status_code == 302
    assert company["one"].owner == company["in_team"]
    assert Change.objects.filter(objective=company["one"]).count() == 1
    assert MoveAnswer.objects.get().answer == "give"
    told = Notification.objects.order_by("person").values_list("person", "kind", "actor")
    fran = company["fran"].pk
    assert set(told) == {
        (company["sam"].pk, "goals-after-move", fran),
        (company["in_team"].pk, "goal-handed-over", fran),
    }
    assert told.count() == 2


@pytest.mark.parametrize(
    ("who", "said", "words"),
    [
        ("fran", {"action": "give", "to": "mona"}, "Mona New does not work in your team; name somebody who does."),
        ("fran", {"action": "give", "to": ""}, "Name the new owner."),
        ("fran", {"action": "cancel", "reason": ""}, "Say why it is cancelled; the reason stays in its history."),
        ("fran", {"action": "carries-on"}, "Select a valid choice. carries-on is not one of the available choices."),
        ("mona", {"action": "give"}, "Select a valid choice. give is not one of the available choices."),
        ("mona", {"action": "realign"}, "Choose the objective that it should support."),
        (
            "mona",
            {"action": "realign", "parent": "one"},
            "Select a valid choice. ID is not one of the available choices.",
        ),
    ],
)
def test_what_one_may_not_say(client, company, who, said, words):
    known = {name: str(each.pk) if name in ("one", "two") else each.email for name, each in company.items()}
    said = {name: known.get(value, value) for name, value in said.items()}

    response = say(client, company, who, "one", **said)

    (form,) = response.context["wrong"]
    found = [message for each in form.errors.values() for message in each]
    assert response.status_code == 422
    assert found == [words.replace("ID", str(company["one"].pk))]
    assert not MoveAnswer.objects.exists()
    assert not Notification.objects.exists()


def test_please_re_align_proposes_and_changes_nothing(client, company):
    mine = ObjectiveFactory(owner=company["mona"], title="Mona's own")
    parent = ObjectiveFactory(owner=company["fran"])
    Objective.objects.filter(pk=company["one"].pk).update(aligned_to=parent, alignment="accepted")

    say(client, company, "mona", "one", action="realign", parent=str(mine.pk))

    company["one"].refresh_from_db()
    assert company["one"].aligned_to == parent
    assert MoveAnswer.objects.get().parent == mine
    client.force_login(company["sam"])
    shown = client.get(url(company["sam"])).content.decode()
    assert "please align it to “Mona&#x27;s own”" in shown
    client.post(reverse("goals:align", args=[company["one"].pk]), {"parent": str(mine.pk)})
    company["one"].refresh_from_db()
    assert (company["one"].aligned_to, company["one"].alignment) == (mine, "accepted")


def test_a_parent_that_the_other_manager_may_not_see_is_not_named(client, company):
    mine = ObjectiveFactory(owner=company["mona"], title="secret", visibility=Visibility.MANAGER)
    say(client, company, "mona", "one", action="realign", parent=str(mine.pk))
    client.force_login(company["fran"])

    shown = client.get(url(company["sam"])).content.decode()

    assert "please re-align" in shown
    assert "secret" not in shown


def test_what_is_offered_to_align_to_holds_the_period(client, company):
    year = PeriodFactory(name="2026", starts_on="2026-01-01", ends_on="2026-12-31")
    other = PeriodFactory(name="2027 Q1", starts_on="2027-01-01", ends_on="2027-03-31")
    mona = company["mona"]
    fits = {ObjectiveFactory(owner=mona, period=year).pk, ObjectiveFactory(owner=mona).pk}
    ObjectiveFactory(owner=mona, period=other)
    ObjectiveFactory(owner=mona, state=State.DRAFT)
    client.force_login(mona)

    form, *_rest = _rows(client.get(url(company["sam"])).context)

    assert form.parents.keys() == fits


def test_an_answer_stands(client, company):
    say(client, company, "fran", "one", action="stays")

    refused = say(client, company, "fran", "one", action="cancel", reason="changed my mind")

    (form,) = refused.context["wrong"]
    assert (refused.status_code, form.errors["action"]) == (422, ["You answered already: goes with the person."])
    assert MoveAnswer.objects.count() == 1
    assert Notification.objects.count() == 1


def test_the_person_keeps_every_right_and_reads_whose_word_it_was(client, company):
    say(client, company, "fran", "one", action="cancel", reason="we do it differently now")
    client.force_login(company["sam"])

    shown = " ".join(client.get(url(company["sam"])).content.decode().split())
    may_edit = client.get(reverse("goals:edit", args=[company["two"].pk])).status_code
    posted = client.post(url(company["sam"]), {f"m{company['two'].pk}-action": "stays"}).status_code

    assert "Fran Former, November 23: cancelled" in shown or "Fran Former, 23 November: cancelled" in shown
    assert (may_edit, posted) == (200, 403)


def test_where_the_manager_changes_again_both_new_ones_are_asked(client, company):
    say(client, company, "mona", "one", action="carries-on")
    change_manager(Employee.objects.get(pk=company["sam"].pk), company["hr"], by=None)
    with time_machine.travel("2026-11-24T12:00:00Z", tick=False):
        assert duties(company) == {"mona", "hr"}
        client.force_login(company["fran"])
        assert client.get(url(company["sam"])).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("who", ["fran", "mona"])
def test_queries_do_not_grow(client, company, django_assert_num_queries, count, who):
    with time_machine.travel("2026-10-02T12:00:00Z", tick=False):
        for _each in range(count):
            KeyResultFactory(objective__owner=company["sam"], objective__aligned_to=ObjectiveFactory())
            ObjectiveFactory(owner=company["mona"])
    client.force_login(company[who])
    client.get(url(company["sam"]))

    with django_assert_num_queries({"fran": 11, "mona": 12}[who]):
        client.get(url(company["sam"]))


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_duties_do_not_grow(company, django_assert_num_queries, count):
    for _each in range(count):
        with time_machine.travel("2026-10-02T12:00:00Z", tick=False):
            ana = EmployeeFactory(manager=EmployeeFactory())
            ObjectiveFactory(owner=ana)
        change_manager(ana, EmployeeFactory(), by=None)
    people = list(Employee.objects.order_by("pk"))

    with django_assert_num_queries(4):  # who left or moved, objectives, key results, goals to close
        assert len(list(provider(people, timezone.now() + timedelta(days=1)))) == 2 * count + 2


# --- key results that the person keeps in objectives of others ---


def kept(company, **fields):
    """A key result of Sam's in an objective of Ana's, kept since before the move."""
    with time_machine.travel("2026-10-02T12:00:00Z", tick=False):
        objective = ObjectiveFactory(owner__first_name="Ana", title="Ana's aim", **fields)
        return KeyResultFactory(objective=objective, owner=company["sam"], title="Carriers signed")


def say_of(client, company, who, key_result, **said):
    client.force_login(company[who])
    sent = {f"k{key_result.pk}-{name}": value for name, value in said.items()}
    return client.post(url(company["sam"]), sent)


def without_objectives(company):
    Objective.objects.filter(owner=company["sam"]).update(state=State.CANCELLED)


def test_both_are_asked_about_key_results_until_they_answer(client, company):
    without_objectives(company)
    assert duties(company) == set()
    key_result = kept(company)
    assert duties(company) == {"fran", "mona"}
    assert listed(client, company, "fran") == listed(client, company, "mona") == ["Carriers signed"]

    say_of(client, company, "fran", key_result, action="stays")
    assert duties(company) == {"mona"}
    say_of(client, company, "mona", key_result, action="carries-on")

    assert duties(company) == set()
    assert listed(client, company, "mona") == []
    said = MoveAnswer.objects.order_by("pk").values_list("key_result", "answer")
    assert list(said) == [(key_result.pk, "stays"), (key_result.pk, "carries-on")]


def test_a_key_result_given_after_the_move_is_not_asked_about(client, company):
    without_objectives(company)
    key_result = kept(company)
    services.edit_key_result(key_result, by=key_result.objective.owner, owner=None)
    services.edit_key_result(key_result, by=key_result.objective.owner, owner=company["sam"])

    assert duties(company) == set()
    assert listed(client, company, "fran") == []
    assert say_of(client, company, "fran", key_result, action="return").status_code == 422
    key_result.refresh_from_db()
    assert key_result.owner == company["sam"]


def test_a_key_result_that_a_manager_may_not_see_is_not_asked_about(client, company):
    without_objectives(company)
    kept(company, visibility=Visibility.MANAGER)

    assert duties(company) == set()
    assert listed(client, company, "fran") == listed(client, company, "mona") == []


def test_a_key_result_stays_in_the_team(client, company):
    key_result = kept(company)

    answers = [say_of(client, company, "fran", key_result, action="give", to=company["in_team"].email) for _ in "ab"]

    key_result.refresh_from_db()
    assert [answer.status_code for answer in answers] == [302, 302]
    assert key_result.owner == company["in_team"]
    assert MoveAnswer.objects.get().answer == "give"
    told = Notification.objects.order_by("pk").values_list("person", "kind")
    assert sorted(told) == sorted(
        [(company["sam"].pk, "goals-after-move"), (company["in_team"].pk, "goal-handed-over")]
    )
    client.force_login(company["sam"])
    shown = client.get(url(company["sam"])).content.decode()
    assert "handed over to Tim Team" in shown


def test_a_key_result_goes_back_to_the_owner_who_is_told(client, company):
    key_result = kept(company)

    say_of(client, company, "mona", key_result, action="return")

    key_result.refresh_from_db()
    assert key_result.owner is None
    assert Notification.objects.filter(person=key_result.objective.owner, kind="goal-handed-over").count() == 1


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("fran", {"action": "cancel", "reason": "x"}),
        ("fran", {"action": "carries-on"}),
        ("mona", {"action": "give", "to": "in_team"}),
        ("fran", {"action": "give", "to": "mona"}),
    ],
)
def test_what_one_may_not_say_of_a_key_result(client, company, who, said):
    key_result = kept(company)
    said = {name: company[value].email if name == "to" else value for name, value in said.items()}

    response = say_of(client, company, who, key_result, **said)

    key_result.refresh_from_db()
    assert response.status_code == 422
    assert key_result.owner == company["sam"]
    assert not MoveAnswer.objects.exists()
