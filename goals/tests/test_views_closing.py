"""The page that closes a period."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from goals import services
from goals.models import Objective
from goals.tests.factories import KeyResultFactory, ObjectiveFactory, PeriodFactory
from org.models import RoleGrant
from org.tests.factories import DepartmentFactory, EmployeeFactory, OrganizationFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db
URL = reverse("goals:close_period")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel("2027-01-05T12:00:00Z", tick=False):
        yield


@pytest.fixture
def ana(db):
    OrganizationFactory()
    return EmployeeFactory(manager=EmployeeFactory())


@pytest.fixture
def following(db):
    return PeriodFactory(name="2027 Q1", starts_on=date(2027, 1, 1), ends_on=date(2027, 3, 31))


def typed(objective, what="close", score="0,7", text="What helped") -> dict[str, str]:
    return {f"o{objective.pk}-next": what, f"o{objective.pk}-score": score, f"o{objective.pk}-text": text}


def address(period) -> str:
    return f"{URL}?period={period.pk}"


def rows(response) -> list[str]:
    return [row.objective.title for row in response.context["rows"]]


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_without_a_period_asked_for_it_is_the_last_that_waits(client, ana, following):
    older = PeriodFactory(name="2026 Q3", starts_on=date(2026, 7, 1), ends_on=date(2026, 9, 30))
    ObjectiveFactory(owner=ana, title="of Q3", period=older)
    ObjectiveFactory(owner=ana, title="of Q1", period=following)
    client.force_login(ana)

    assert rows(client.get(URL)) == ["of Q3"]
    ObjectiveFactory(owner=ana, title="of Q4")
    assert rows(client.get(URL)) == ["of Q4"]
    assert rows(client.get(address(following))) == ["of Q1"]


def test_nothing_waits(client, ana):
    client.force_login(ana)

    assert "Goals belong to a period" in text_of(client.get(URL))
    PeriodFactory()
    assert "Nothing of yours is open in 2026 Q4" in text_of(client.get(URL))


def test_what_is_open_below_is_listed_first_and_what_is_hidden_not_even_counted(client, ana):
    objective = ObjectiveFactory(owner=ana, title="Cut lead time", progress=Decimal("0.72"))
    ObjectiveFactory(title="still open", owner__last_name="Hübel", aligned_to=objective)
    ObjectiveFactory(title="secret below", owner__last_name="Sphinx", aligned_to=objective, visibility="manager")
    ObjectiveFactory(title="proposed", aligned_to=objective, alignment="proposed")
    ObjectiveFactory(title="done", aligned_to=objective, state="closed")
    client.force_login(ana)

    response = client.get(URL)

    (row,) = response.context["rows"]
    text = text_of(response)
    assert ([each.title for each in row.below], row.more_below, row.result) == (["still open"], 0, "achieved")
    assert "Hübel" in text
    assert "secret" not in text
    assert "Sphinx" not in text


def test_the_page_orders_children_before_parents(client, ana):
    parent = ObjectiveFactory(owner=ana, title="A parent")
    ObjectiveFactory(owner=ana, title="Z child", aligned_to=parent)
    client.force_login(ana)

    assert rows(client.get(URL)) == ["Z child", "A parent"]


def test_a_head_closes_what_they_act_for(client, ana):
    department = DepartmentFactory()
    RoleGrantFactory(employee=ana, role=RoleGrant.Role.HEAD, department=department)
    theirs = ObjectiveFactory(title="Dependable supply", scope="department", department=department)
    client.force_login(ana)

    client.post(URL, typed(theirs))

    theirs.refresh_from_db()
    assert theirs.state == "closed"


def test_all_of_it_in_one_post(client, ana, following):
    one, other, last = (ObjectiveFactory(owner=ana, title=title) for title in ("A", "B", "C"))
    KeyResultFactory(objective=other)
    client.force_login(ana)
    sent = typed(one) | typed(other, "carry", "0.4", "Goes on") | typed(last, "cancel", "", "Overtaken")

    response = client.post(address(one.period), sent, follow=True)

    assert response.redirect_chain == [(address(one.period), 302)]
    assert "2 objectives closed. 1 of them goes on in 2027 Q1, as a draft. 1 objective cancelled." in text_of(response)
    assert list(Objective.objects.order_by("pk").values_list("state", "score")) == [
        ("closed", Decimal("0.70")),
        ("closed", Decimal("0.40")),
        ("cancelled", None),
        ("draft", None),
    ]


def test_sent_twice_it_closes_once(client, ana, following):
    objective = ObjectiveFactory(owner=ana)
    client.force_login(ana)

    answers = [client.post(address(objective.period), typed(objective, "carry")).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert Objective.objects.count() == 2


@pytest.mark.parametrize(
    ("sent", "field", "words"),
    [
        ({"what": "close", "score": "1,5"}, "score", "A score is between 0 and 1. Write 70 percent as 0.7."),
        ({"what": "close", "score": "good"}, "score", "“good” is not a number"),
        ({"what": "close", "score": ""}, "score", "Write a score from 0 to 1."),
        ({"what": "carry", "text": " "}, "text", "Write a short retrospective"),
        ({"what": "cancel", "score": "", "text": ""}, "text", "Say why it is cancelled."),
        ({"what": "cancel", "score": "0.5"}, "score", "What is cancelled has no score."),
        ({"what": "cancel", "score": "", "text": "x" * 2001}, "text", "at most 2000 characters"),
        ({"what": "open"}, "next", "choose what becomes of it"),
        ({"what": ""}, "next", "choose what becomes of it"),
        ({"what": "burn"}, "next", "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(client, ana, following, sent, field, words):
    wrong, right = ObjectiveFactory(owner=ana), ObjectiveFactory(owner=ana)
    client.force_login(ana)

    response = client.post(URL, typed(wrong, **sent) | typed(right, "close", "0,9", "Kept words of the other"))

    form = next(row.form for row in response.context["rows"] if row.objective == wrong)
    assert response.status_code == 422
    assert words in form.errors[field][0]
    assert words in text_of(response)
    assert "Kept words of the other" in text_of(response)
    assert sent.get("text", "What helped").strip() in text_of(response)
    assert set(Objective.objects.values_list("state", flat=True)) == {"active"}


def test_nothing_chosen_is_said(client, ana):
    ObjectiveFactory(owner=ana)
    client.force_login(ana)

    response = client.post(URL, {})

    assert response.status_code == 422
    assert "Nothing was chosen, so nothing was closed." in text_of(response)


def test_closed_by_another_meanwhile_both_are_shown(client, ana):
    objective, other = ObjectiveFactory(owner=ana, title="A"), ObjectiveFactory(owner=ana, title="B")
    client.force_login(ana)
    client.get(URL)
    services.close(objective, by=ana, score=Decimal("0.3"), retrospective="Theirs")

    response = client.post(URL, typed(objective, text="Mine") | typed(other))

    text = text_of(response)
    assert response.status_code == 422
    assert "this one is closed" in text
    assert "Closed meanwhile, with the score 0.30: “Theirs”" in text
    assert "Mine" in text
    assert Objective.objects.get(pk=other.pk).state == "active"


@pytest.mark.parametrize("seen", [True, False])
def test_handed_over_meanwhile_no_word_is_lost(client, ana, seen):
    objective, other = ObjectiveFactory(owner=ana, title="Secret plan"), ObjectiveFactory(owner=ana)
    visibility = "everyone" if seen else "manager"
    Objective.objects.filter(pk=objective.pk).update(owner=EmployeeFactory(), visibility=visibility)
    client.force_login(ana)

    response = client.post(URL, typed(objective, text="Words about it") | typed(other))

    text = text_of(response)
    assert response.status_code == 422
    assert "An objective is no longer yours to close. You wrote: " in text
    assert "Words about it" in text
    assert "Secret plan" not in text
    assert Objective.objects.get(pk=other.pk).state == "active"


def test_what_is_not_ones_own_is_not_closed(client, ana):
    objective = ObjectiveFactory(title="of a stranger")
    client.force_login(ana)

    response = client.post(URL, typed(objective))

    objective.refresh_from_db()
    assert response.status_code == 422
    assert objective.state == "active"


# --- what changes ---


def test_before_carrying_over_it_says_what_changes(client, ana, following):
    parent = ObjectiveFactory(owner=ana.manager, title="Reliable supply")
    objective = ObjectiveFactory(owner=ana, title="Cut lead time", aligned_to=parent)
    KeyResultFactory(objective=objective, title="Lead time", unit="days", baseline=12, target=9, current=Decimal("9.5"))
    KeyResultFactory(objective=objective, title="Reached", current=100, due_on=date(2026, 12, 1))
    KeyResultFactory(objective=objective, title="Signed", unit="milestone", target=1)
    client.force_login(ana)

    text = text_of(client.get(URL))

    assert "What carrying over into 2027 Q1 changes" in text
    assert "Lead time: from 12 → 9.5, to 9 days" in text
    assert "Reached: from 0 as before, to 100" in text
    assert "Signed: not done again" in text
    assert "Due dates are dropped" in text
    assert "Aligned to nothing: what it supports now has not been carried over into 2027 Q1." in text


def test_a_hidden_parent_stays_hidden_there(client, ana, following):
    years = PeriodFactory(name="two years", starts_on=date(2026, 1, 1), ends_on=date(2027, 12, 31))
    parent = ObjectiveFactory(title="Secret plan", owner__last_name="Sphinx", period=years, visibility="manager")
    ObjectiveFactory(owner=ana, aligned_to=parent)
    client.force_login(ana)

    text = text_of(client.get(URL))

    assert "Aligned to an objective you may not see, as before" in text
    assert "Secret" not in text
    assert "Sphinx" not in text


@pytest.mark.parametrize("why", ["no period", "locked"])
def test_where_nothing_can_be_carried_over_it_is_not_offered(client, ana, why):
    if why == "locked":
        PeriodFactory(
            name="2027 Q1", starts_on=date(2027, 1, 1), ends_on=date(2027, 3, 31), definitions_lock_on=date(2027, 1, 4)
        )
    objective = ObjectiveFactory(owner=ana)
    words = {"no period": "There is no period after 2026 Q4 yet", "locked": "Targets and weights of 2027 Q1 are locked"}
    client.force_login(ana)

    shown = text_of(client.get(URL))
    sent = client.post(URL, typed(objective, "carry"))

    assert 'value="carry"' not in shown
    assert words[why] in shown
    assert sent.status_code == 422
    assert words[why] in sent.context["rows"][0].form.errors["next"][0]


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(client, ana, following, django_assert_num_queries, count):
    for _ in range(count):
        parent = ObjectiveFactory()
        objective = ObjectiveFactory(owner=ana, aligned_to=parent)
        KeyResultFactory.create_batch(count, objective=objective)
        ObjectiveFactory.create_batch(count, aligned_to=objective)
        services.closing.carry_over(parent, following, by=parent.owner)
    client.force_login(ana)

    with django_assert_num_queries(10):
        client.get(address(PeriodFactory()))


def test_the_goals_page_leads_there_when_the_period_ends(client, ana):
    ObjectiveFactory(owner=ana)
    client.force_login(ana)
    goals = reverse("goals:index", query={"period": PeriodFactory().pk})

    at_the_end = text_of(client.get(goals))
    with time_machine.travel("2026-11-05T12:00:00Z", tick=False):
        before = text_of(client.get(goals))

    assert (URL in at_the_end, URL in before) == (True, False)
    assert reverse("goals:summary") in before
