"""What a key result stands at: recorded once, never over what one has not seen; re-baselined; struck."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from pytest_django.asserts import assertRedirects, assertTemplateUsed

from goals import services
from goals.models import KeyResult, ProgressUpdate
from goals.tests.factories import KeyResultFactory, ObjectiveFactory
from org.tests.factories import EmployeeFactory, OrganizationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        yield


@pytest.fixture
def key_result(db):
    OrganizationFactory()
    return KeyResultFactory(objective=ObjectiveFactory(), title="Lead time")


def update_url(key_result) -> str:
    return reverse("goals:update", args=[key_result.pk])


def values(key_result) -> list:
    return list(key_result.updates.order_by("pk").values_list("value", flat=True))


def login(client, key_result):
    client.force_login(key_result.objective.owner)
    return client


@pytest.mark.parametrize(
    ("typed", "value"),
    [("12,5", "12.5"), ("1.234", "1.234"), ("1 250", "1250"), ("-3", "-3"), ("1.234.567", "1234567")],
)
def test_a_value_as_people_write_it(client, key_result, typed, value):
    response = login(client, key_result).post(update_url(key_result), {"value": typed, "confidence": "6"})

    update = ProgressUpdate.objects.get()
    assertRedirects(response, key_result.get_absolute_url(), fetch_redirect_response=False)
    assert (update.value, update.confidence, update.author) == (Decimal(value), 6, key_result.objective.owner)


def test_a_percent_sign_is_fine_where_it_counts_in_percent(client, key_result):
    KeyResult.objects.update(unit=KeyResult.Unit.PERCENT)

    login(client, key_result).post(update_url(key_result), {"value": "40 %"})

    assert values(key_result) == [Decimal(40)]


def test_a_point_that_others_use_for_thousands_is_said(client, key_result):
    response = login(client, key_result).post(update_url(key_result), {"value": "1.250"}, follow=True)

    said = [str(each) for each in response.context["messages"]]
    assert said == [
        "Recorded.",
        "“1.250” was read with a decimal point, as 1.25. Should it be 1250, correct it.",
    ]


def test_who_has_a_decimal_comma_is_asked_about_a_point(client, key_result):
    owner = key_result.objective.owner
    owner.language = "de"
    owner.save()

    response = login(client, key_result).post(update_url(key_result), {"value": "1.250"})
    client.post(update_url(key_result), {"value": "1,250"})

    assert "can be read in two ways. Write 1250 or 1,250." in response.content.decode()
    assert values(key_result) == [Decimal("1.25")]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"value": ""}, "Write the value that it stands at"),
        ({"value": "a lot"}, "“a lot” is not a number"),
        ({"value": "1,234"}, "can be read in two ways"),
        ({"value": "1", "confidence": "11"}, "Select a valid choice"),
        ({"value": "1", "day": "2026-11-24"}, "not of the future"),
        ({"value": "1", "day": "2026-09-30"}, "an update speaks of a day from then on"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, key_result, sent, words):
    response = login(client, key_result).post(update_url(key_result), sent | {"comment": "my long comment"})

    text = response.content.decode()
    assert response.status_code == 422
    assert words in text
    assert "my long comment" in text
    assert values(key_result) == []


def test_over_htmx_the_row_comes_back_with_what_follows_from_it(htmx, key_result):
    login(htmx, key_result)

    form = htmx.get(update_url(key_result))
    done = htmx.post(update_url(key_result), {"value": "40", "seen": "0"})
    text = done.content.decode()

    assertTemplateUsed(form, "goals/_update_row.html")
    assert "HX-Request" in done.headers["Vary"]
    assert f'id="key-result-{key_result.pk}"' in text
    assert 'id="progress"' in text
    assert text.count('hx-swap-oob="true"') == 2
    assert "<html" not in text


def test_over_htmx_nonsense_is_422_with_the_row(htmx, key_result):
    response = login(htmx, key_result).post(update_url(key_result), {"value": "x"})

    assert response.status_code == 422
    assertTemplateUsed(response, "goals/_update_row.html")


def test_sent_twice_it_is_recorded_once(client, key_result):
    login(client, key_result)
    sent = {"value": "40", "confidence": "6", "comment": "same", "day": "2026-11-23", "seen": "0"}

    answers = [client.post(update_url(key_result), sent).status_code for _each in range(3)]

    assert answers == [302, 302, 302]
    assert values(key_result) == [40]


def test_sent_again_long_after_it_is_still_the_same(client, key_result):
    """The back button after another update: what was recorded once is not recorded over what came later."""
    login(client, key_result)
    sent = {"value": "40", "day": "2026-11-22", "seen": "0"}
    client.post(update_url(key_result), sent)
    services.update(key_result, by=key_result.objective.owner, value=Decimal(50))

    client.post(update_url(key_result), sent)

    assert values(key_result) == [40, 50]


def test_the_same_value_seen_anew_is_a_new_update(client, key_result):
    login(client, key_result)
    first = services.update(key_result, by=key_result.objective.owner, value=Decimal(40))

    client.post(update_url(key_result), {"value": "40", "day": "2026-11-23", "seen": first.pk})

    assert values(key_result) == [40, 40]


def test_what_another_recorded_meanwhile_is_shown_first(client, key_result):
    other = EmployeeFactory(first_name="Nelli", last_name="Hübel")
    key_result.owner = other
    key_result.save()
    login(client, key_result)
    services.update(key_result, by=other, value=Decimal(55))

    refused = client.post(update_url(key_result), {"value": "40", "comment": "mine", "seen": "0"})
    text = refused.content.decode()
    again = client.post(
        update_url(key_result), {"value": "40", "comment": "mine", "seen": refused.context["form"]["seen"].value()}
    )

    assert refused.status_code == 422
    assert "Nelli Hübel recorded another value meanwhile" in text
    assert "55" in text
    assert "mine" in text
    assert again.status_code == 302
    assert values(key_result) == [55, 40]


def test_a_milestone_is_done_or_not(client, key_result):
    milestone = KeyResultFactory(
        objective=key_result.objective, unit="milestone", baseline=0, target=1, title="Carrier signed"
    )
    login(client, key_result)

    refused = client.post(update_url(milestone), {"value": "0.5"})
    client.post(update_url(milestone), {"value": "1"})

    assert refused.status_code == 422
    assert values(milestone) == [1]


def progress_url(key_result) -> str:
    return reverse("goals:progress", args=[key_result.objective_id])


def row(key_result, **typed) -> dict:
    known = {"value": "" if key_result.current is None else str(key_result.current), "day": "2026-11-23", "seen": "0"}
    return {f"kr{key_result.pk}-{name}": value for name, value in (known | typed).items()}


def test_several_at_once_only_what_is_new(client, key_result):
    still, same = (KeyResultFactory(objective=key_result.objective) for _each in range(2))
    owner = key_result.objective.owner
    newest = {each: services.update(each, by=owner, value=Decimal(10)).pk for each in (still, same)}
    login(client, key_result)

    response = client.post(
        progress_url(key_result),
        row(key_result, value="40")
        | row(still, value="10", seen=newest[still], confirmed="on")
        | row(same, value="10", seen=newest[same]),
    )

    assert response.status_code == 302
    assert [values(each) for each in (key_result, still, same)] == [[40], [10, 10], [10]]


def test_several_are_all_or_nothing(client, key_result):
    other = KeyResultFactory(objective=key_result.objective)
    login(client, key_result)

    response = client.post(progress_url(key_result), row(key_result, value="40") | row(other, value="x"))

    assert response.status_code == 422
    assert values(key_result) == []


def test_several_with_one_refused_by_what_another_recorded(client, key_result):
    other = KeyResultFactory(objective=key_result.objective)
    services.update(other, by=key_result.objective.owner, value=Decimal(5))
    login(client, key_result)

    response = client.post(progress_url(key_result), row(key_result, value="40") | row(other, value="7"))

    assert response.status_code == 422
    assert "recorded another value meanwhile" in response.content.decode()
    assert (values(key_result), values(other)) == ([], [5])


def test_nothing_new_is_said(client, key_result):
    response = login(client, key_result).post(progress_url(key_result), row(key_result))

    assert response.status_code == 422
    assert "Nothing was changed" in response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_progress_queries_do_not_grow(client, key_result, django_assert_num_queries, count):
    KeyResultFactory.create_batch(count - 1, objective=key_result.objective)
    login(client, key_result)

    with django_assert_num_queries(5):
        client.get(progress_url(key_result))


def test_rebaseline_keeps_the_old_numbers_and_the_reason(client, key_result):
    services.update(key_result, by=key_result.objective.owner, value=Decimal(40))
    login(client, key_result)
    url = reverse("goals:rebaseline", args=[key_result.pk])

    shown = client.get(url).content.decode()
    client.post(url, {"baseline": "0", "target": "80", "weight": "1", "due_on": "", "reason": "agreed with Operations"})

    change = key_result.changes.get(is_rebaseline=True)
    assert "100" in shown
    assert (change.old, change.new, change.reason) == ("100", "80", "agreed with Operations")


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"reason": ""}, "Say why it changes"),
        ({"target": "0"}, "Target and baseline are equal"),
        ({"target": "100"}, "Nothing would change"),
        ({"due_on": "2027-02-01"}, "The due date lies within"),
        ({"weight": "-1"}, "A weight is 0 or more"),
    ],
)
def test_a_rebaseline_that_is_refused(client, key_result, sent, words):
    login(client, key_result)
    good = {"baseline": "0", "target": "80", "weight": "1", "due_on": "", "reason": "agreed"}

    response = client.post(reverse("goals:rebaseline", args=[key_result.pk]), good | sent)

    assert response.status_code == 422
    assert words in response.content.decode()


def test_strike_brings_back_what_was_before(client, key_result):
    owner = key_result.objective.owner
    services.update(key_result, by=owner, value=Decimal(10), day=date(2026, 11, 1))
    wrong = services.update(key_result, by=owner, value=Decimal(90))
    login(client, key_result)
    url = reverse("goals:strike", args=[wrong.pk])

    client.post(url, {"reason": "typo"})
    client.post(url, {"reason": "again"})

    key_result.refresh_from_db()
    wrong.refresh_from_db()
    assert (key_result.current, wrong.strike.reason) == (10, "typo")
