"""The page of an objective as of a past day: what we know today about it, under today's rule of reading."""

import re
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from goals import from_nothing, rollup, services
from goals.models import Objective
from goals.tests.factories import KeyResultFactory, ObjectiveFactory, PeriodFactory
from goals.tests.replay import Replay
from org.tests.factories import EmployeeFactory, OrganizationFactory

pytestmark = pytest.mark.django_db

THEN, TODAY = "2026-10-14", "2026-11-23"


def at(day: str):
    return time_machine.travel(f"{day}T12:00:00Z", tick=False)


@pytest.fixture
def scene(db):
    """Ana's objective under the company's, a key result moved, re-baselined, corrected and written for a past day."""
    OrganizationFactory()
    with at("2026-10-05"):
        top = EmployeeFactory()
        ana, quentin = EmployeeFactory(manager=top), EmployeeFactory(manager=top, first_name="Quentin")
        period = PeriodFactory()

        def make(owner, title, **facts):
            return services.create_objective(by=owner, owner=owner, period=period, title=title, state="active", **facts)

        company = make(top, "Deliver what we promise", scope="company")
        other = make(top, "Spend less", scope="company")
        ours = make(ana, "Cut lead time", aligned_to=company)
        secret = make(quentin, "Acquire Zenith quietly", visibility="manager", aligned_to=ours)
        services.accept(secret, by=ana)
        lead = services.add_key_result(ours, by=ana, title="Lead time", target=Decimal(100), weight=Decimal(3))
        hidden = services.add_key_result(secret, by=quentin, title="Signed", target=Decimal(10))
        services.update(hidden, by=quentin, value=Decimal(8))
    with at("2026-10-12"):
        wrong = services.update(lead, by=ana, value=Decimal(90), confidence=9, comment="typed wrongly")
        services.update(lead, by=ana, value=Decimal(20), confidence=6, comment="slow start")
    with at("2026-11-02"):
        services.rebaseline(lead, by=ana, reason="agreed", target=Decimal(50))
        services.update(lead, by=ana, value=Decimal(40), confidence=8, comment="better")
        services.strike(wrong, by=ana)
    with at("2026-11-10"):
        services.align(ours, other, by=ana)
        services.update(lead, by=ana, value=Decimal(24), confidence=5, day=date(2026, 10, 13), comment="late news")
        rollup.roll_up_due()
    return {"ours": ours, "company": company, "secret": secret, "ana": ana, "top": top, "lead": lead}


def shown(client, objective, as_of, name="objective"):
    with at(TODAY):
        return client.get(reverse(f"goals:{name}", args=[objective.pk]), {"as_of": as_of})


def test_the_page_says_what_is_known_today_about_that_day(client, scene):
    client.force_login(scene["ana"])

    response = shown(client, scene["ours"], THEN)
    text, context = response.content.decode(), response.context

    assert "<strong>As of 14 October 2026</strong>: what we know today about that day." in text
    replayed = Replay().evening(date(2026, 10, 14))[scene["ours"].pk]
    found = context["objective"]
    assert (found.state, found.aligned_to_id, found.alignment, found.weight) == replayed[:4]
    assert (found.progress, found.last_update_on, found.status) == replayed[4:]
    assert [(each.current, each.target, each.weight, each.confidence) for each in context["key_results"]] == [
        (Decimal(24), Decimal(100), Decimal(3), 5)
    ]
    assert [each.title for each in context["supports"]] == ["Deliver what we promise"]
    assert "late news" in text
    assert "better" not in text
    assert context["points"][-1] == (date(2026, 10, 13), found.progress)
    assert not re.search(r"<a class=\"button|<form[^>]*method=\"post\"[^>]*goals|/strike/|/update/|/weight/", text)


def test_the_sum_of_then_adds_up_and_hides_what_it_hides_today(client, scene):
    stranger = EmployeeFactory()
    client.force_login(stranger)

    pages = [shown(client, scene["ours"], THEN, name) for name in ("objective", "explain")]

    for response in pages:
        made = response.context["sum"]
        assert sum(each.gives for each in made.parts) + made.hidden == made.progress == Decimal("0.38")
        assert not re.search("Zenith|Quentin|Signed", response.content.decode())
    assert shown(client, scene["secret"], THEN).status_code == 404


@pytest.mark.parametrize(("weight", "value"), [("1", None), ("0", "8")])
def test_a_hidden_part_that_gave_nothing_then_is_not_told(client, scene, weight, value):
    """Beside others, and where it was all that there was."""
    with at("2026-10-05"):
        alone = ObjectiveFactory(owner=scene["ana"], period=scene["ours"].period)
        for parent in (scene["ours"], alone):
            silent = ObjectiveFactory(period=parent.period, visibility="manager", aligned_to=parent, weight=weight)
            key_result = KeyResultFactory(objective=silent)
            if value:
                services.update(key_result, by=silent.owner, value=Decimal(value))
    from_nothing.roll_up_all()
    client.force_login(EmployeeFactory())

    pages = {each: shown(client, each, THEN) for each in (scene["ours"], alone)}

    assert [page.context["sum"].hidden is None for page in pages.values()] == [False, True]
    made = pages[scene["ours"]].context["sum"]
    assert sum(each.gives for each in made.parts) + made.hidden == Decimal("0.38")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("2027-01-01", "1 January 2027 is still to come"),
        ("2026-10-04", "did not exist yet on 4 October 2026"),
        ("2026-02-31", "is not a day"),
        ("<b>soon</b>", "“&lt;b&gt;soon&lt;/b&gt;” is not a day"),
    ],
)
def test_a_day_that_cannot_be_shown_is_today_with_a_sentence(client, scene, asked, said):
    client.force_login(scene["ana"])

    response = shown(client, scene["ours"], asked)

    assert response.status_code == 200
    assert said in response.content.decode()
    assert response.context["objective"].progress == Objective.objects.get(pk=scene["ours"].pk).progress
    assert shown(client, scene["ours"], asked, "explain").status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(client, scene, django_assert_num_queries, count):
    with at("2026-10-12"):
        for nth in range(count):
            child = services.create_objective(
                by=scene["ana"], owner=scene["ana"], period=scene["ours"].period, title=f"Child {nth}", state="active",
                aligned_to=scene["ours"],
            )  # fmt: skip
            more = services.add_key_result(child, by=scene["ana"], title="More")
            services.update(more, by=scene["ana"], value=Decimal(1))
            services.add_key_result(scene["ours"], by=scene["ana"], title=f"More {nth}")
        rollup.roll_up_due()
    client.force_login(scene["ana"])

    with django_assert_num_queries(10):
        assert shown(client, scene["ours"], THEN).status_code == 200


def test_owners_and_comments_are_those_of_that_day(client, scene):
    ours, lead, ana, top = (scene[name] for name in ("ours", "lead", "ana", "top"))
    with at("2026-10-12"):
        child = services.create_objective(
            by=ana, owner=ana, period=ours.period, title="Child", state="active", aligned_to=ours
        )
        said = services.comment(ours, by=ana, text="Said before", key=uuid4())
        gone = services.comment(ours, by=top, text="Taken back since", key=uuid4())
    with at("2026-10-15"):
        services.comment(ours, by=ana, text="Said on the day after", key=uuid4())
        services.withdraw_comment(gone, by=top)
    heir = EmployeeFactory(manager=top, first_name="Heir")
    with at("2026-11-12"):
        services.edit_objective(child, by=ana, owner=heir)
        services.edit_objective(ours, by=ana, owner=heir)
    client.force_login(top)

    before, after = (shown(client, ours, day).context for day in (THEN, "2026-11-20"))

    assert [before[name] for name in ("owner", "comments")] == [ana, [said]]
    assert [each.owner for each in before["aligned"] if each.title == "Child"] == [ana]
    assert [part.objective.owner for part in before["sum"].parts if part.objective and part.title == "Child"] == [ana]
    assert after["owner"] == heir
    assert [each.text for each in after["comments"]] == ["Said before", "Said on the day after"]
    assert [each.owner for each in after["aligned"] if each.title == "Child"] == [heir]
    assert "/comments/" not in shown(client, ours, THEN).content.decode()
    with at("2026-11-14"):
        services.edit_key_result(lead, by=heir, owner=top)
    assert [each.owner for each in shown(client, ours, "2026-11-20").context["key_results"]] == [top]
    assert [each.owner for each in shown(client, ours, "2026-11-13").context["key_results"]] == [None]


def test_the_sum_of_a_past_day_says_in_one_piece_of_which(client, scene):
    client.force_login(scene["ana"])

    text = shown(client, scene["ours"], THEN, "explain").content.decode()

    sentence = "<span><strong>As of 14 October 2026</strong>: what we know today about that day.</span>"
    assert f'<p class="as-of-line">{sentence}' in text
