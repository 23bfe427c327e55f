"""The pages of the bridge: what they say, to whom, in how many queries, and what of it they never name."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from feedback.tests.factories import BlockerFactory, CheckInFactory
from goals.tests.factories import PeriodFactory, SupportFactory
from insights import readers, refreshing, units
from insights.models import Signal
from insights.tests.conftest import DAY
from insights.tests.factories import StandingKeyResultFactory, StandingObjectiveFactory
from org.models import Department, Employee, RoleGrant
from org.tests.factories import DepartmentFactory, EmployeeFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def page(client, viewer, path="/bridge/"):
    client.force_login(viewer)
    return client.get(path)


def names(answer) -> list[str]:
    return [span.name for span in answer.context["scene"].spans]


@pytest.fixture
def company(period):
    """Joana leads Technology with Firmware and Optics, Ana works in Firmware; Sales is beside it."""
    technology, sales = DepartmentFactory(name="Technology"), DepartmentFactory(name="Sales")
    firmware, optics = (DepartmentFactory(name=name, parent=technology) for name in ("Firmware", "Optics"))
    top = EmployeeFactory(first_name="Tess")
    joana = EmployeeFactory(first_name="Joana", manager=top, department=technology)
    for department in (firmware, optics):
        lead = EmployeeFactory(manager=joana, department=department)
        EmployeeFactory.create_batch(3, manager=lead, department=department)
    EmployeeFactory.create_batch(3, manager=top, department=sales)
    return {"top": top, "joana": joana, "ana": firmware.people.order_by("-pk").first()} | {
        each.name: each for each in (technology, sales, firmware, optics)
    }


def path_of(department) -> str:
    return reverse("insights:department", args=[department.pk])


# --- what it says ---


def test_the_whole_and_its_spans_in_the_order_of_the_organisation(client, company):
    StandingObjectiveFactory(owner=company["ana"], progress=Decimal("0.3"))
    StandingObjectiveFactory(owner=company["joana"], progress=Decimal("0.6"))
    refreshing.refresh_all()

    answer = page(client, company["top"])

    assert names(answer) == ["Sales", "Technology", "Meridian itself"]
    html = answer.content.decode()
    assert "13 people" in html
    assert "week 8 of 13" in html
    assert "carries 45\xa0% of an expected 58\xa0%" in html
    assert html.index('id="units"') < html.index(
        '<svg class="drawing bridge"'
    )  # for a screen reader the table is first
    technology = answer.context["scene"].spans[1]
    assert [(girder.name, girder.status) for girder in technology.girders] == [
        ("Firmware", "off-track"),
        ("Optics", "none"),
    ]


def test_a_span_opens_and_the_way_up_stands_above(client, company):
    refreshing.refresh_all()
    client.force_login(company["top"])

    assert path_of(company["Technology"]) in client.get("/bridge/").content.decode()
    answer = client.get(path_of(company["Firmware"]))

    crumbs = [("/bridge/", "Bridge"), (path_of(company["Technology"]), "Technology")]
    assert all(f'<a href="{path}">{name}</a>' in answer.content.decode() for path, name in crumbs)


def test_at_the_lowest_level_a_girder_is_an_objective(client, company):
    shown = StandingObjectiveFactory(owner=company["ana"], title="Cut the noise", progress=Decimal("0.3"))
    StandingObjectiveFactory(owner=company["ana"], title="Kept close", visibility="manager")
    SupportFactory(supported=shown)
    refreshing.refresh_all()

    answer = page(client, company["top"], path_of(company["Firmware"]))

    [girder] = answer.context["scene"].whole.girders
    assert (girder.name, girder.status, girder.is_helped) == ("Cut the noise", "off-track", True)
    html = answer.content.decode()
    assert "Kept close" not in html
    assert "1 more is counted in the whole and not yours to see." in html


def test_where_all_stand_below_one_department_the_bridge_begins_below_it(client, company):
    Department.objects.filter(pk=company["Sales"].pk).update(parent=company["Technology"])
    refreshing.refresh_all()

    assert names(page(client, company["top"])) == ["Firmware", "Optics", "Sales", "Technology itself"]


def test_more_than_twelve_units(client, company):
    for nth in range(12):
        department = DepartmentFactory(name=f"Unit {nth:02}")
        EmployeeFactory(department=department, manager=company["top"])
    StandingObjectiveFactory(owner=company["ana"], progress=0)
    refreshing.refresh_all()

    answer = page(client, company["top"])

    scene = answer.context["scene"]
    assert (len(scene.spans), len(scene.drawn), scene.beyond) == (15, 12, 3)
    assert "Technology" in [span.name for span in scene.drawn]
    assert "and 3 more" in answer.content.decode()
    assert answer.content.decode().count("<tr><th") == 15 + 1


def test_of_too_few_people_neither_blockers_nor_check_ins(client, company):
    small = DepartmentFactory(name="Legal")
    BlockerFactory(raised_by=EmployeeFactory(department=small, manager=company["top"]))
    refreshing.refresh_all()

    answer = page(client, company["top"])

    legal = next(span for span in answer.context["scene"].spans if span.name == "Legal")
    assert (legal.blockers, legal.held) == (None, None)
    assert "Of fewer than 3 people neither blockers nor check-ins are shown." in answer.content.decode()


# --- what would help most ---


@pytest.fixture
def story(company):
    """A blocker of Ana waits for more than a week; a key result of hers slips; a restricted one as well."""
    BlockerFactory(
        raised_by=company["ana"], raised_at=NOW - timedelta(days=8), text="SECRET bench", text_upward="A bench"
    )
    StandingKeyResultFactory(progress=0, objective__owner=company["ana"], title="Noise per week")
    StandingKeyResultFactory(
        progress=0, objective__owner=company["ana"], objective__visibility="manager", title="Between the two of us"
    )
    CheckInFactory(employee=company["ana"], due_on=DAY - timedelta(days=40))
    refreshing.refresh_all()
    return company


def told(client, viewer) -> str:
    client.force_login(viewer)
    return client.get(reverse("insights:signals")).content.decode()


def test_each_sees_of_it_what_is_theirs(client, story):
    ana = story["ana"]
    manager, skip_level, top, hanna = ana.manager, story["joana"], story["top"], EmployeeFactory(hr=True)
    peer = Employee.objects.filter(manager=manager).exclude(pk=ana.pk).order_by("pk").first()
    words = {"SECRET bench", "A bench", "Noise per week", "Between the two of us", "The check-in with"}

    seen = {
        name: {each for each in words if each in told(client, viewer)}
        for name, viewer in {
            "ana": ana, "manager": manager, "skip level": skip_level, "top": top, "hr": hanna, "peer": peer,
        }.items()
    }  # fmt: skip

    assert seen == {
        "ana": {"SECRET bench", "Noise per week", "Between the two of us", "The check-in with"},
        "manager": {"SECRET bench", "Noise per week", "Between the two of us", "The check-in with"},
        "skip level": {"A bench", "Noise per week", "The check-in with"},
        "top": {"Noise per week", "The check-in with"},
        "hr": {"Noise per week", "Between the two of us"},
        "peer": set(),
    }


def test_a_blocker_without_words_for_above_shows_without_text(client, story):
    ana = story["ana"]
    ana.blockers.update(text_upward="")

    html = told(client, story["joana"])

    assert "SECRET" not in html
    assert f"A blocker of {ana} waits for an answer" in html


def test_the_button_leads_to_the_form_of_whoever_can_act(client, story):
    ana, blocker = story["ana"], story["ana"].blockers.get()

    assert reverse("feedback:acknowledge", args=[blocker.pk]) in told(client, ana.manager)
    assert reverse("feedback:acknowledge", args=[blocker.pk]) not in told(client, ana)
    assert reverse("feedback:log", args=[ana.check_ins.get().pk]) in told(client, ana.manager)
    assert reverse("feedback:log", args=[ana.check_ins.get().pk]) not in told(client, story["top"])


def test_once_it_is_acknowledged_it_is_over_at_the_next_look(client, story):
    client.force_login(story["ana"].manager)
    client.post(reverse("feedback:acknowledge", args=[story["ana"].blockers.get().pk]), {"text": ""})

    refreshing.refresh_due(60)

    assert "SECRET bench" not in told(client, story["ana"].manager)


def test_others_are_a_number(client, story):
    answer = page(client, EmployeeFactory(department=story["Firmware"]))

    assert (answer.context["help"], answer.context["total"]) == ([], 0)
    # Those of the two at the top are not counted: they are fewer than three.
    assert answer.context["hidden"] == Signal.objects.count() - 2
    assert "counted here and shown only to those whom they concern" in answer.content.decode()


def test_three_are_told_those_that_weigh_most_first(client, company):
    for progress in ("0.4", "0.1", "0.3", "0.0"):
        StandingKeyResultFactory(progress=Decimal(progress), objective__owner=company["ana"], title=f"At {progress}")
    refreshing.refresh_all()
    Signal.objects.exclude(kind="slipping").delete()

    answer = page(client, company["top"])

    assert [told.title for told in answer.context["help"]] == ["“At 0.0” slips", "“At 0.1” slips", "“At 0.3” slips"]
    assert (answer.context["total"], "3 of 4 · each opens its reasons" in answer.content.decode()) == (4, True)


def test_a_signal_explains_itself(client, story):
    signal = Signal.objects.get(kind="slipping", objective__visibility="everyone")

    html = page(client, story["top"], signal.get_absolute_url()).content.decode()

    assert "is more than 15 percentage points behind" in html
    assert "58 points behind the 58 % expected by now" in html
    assert "With a number of 43\xa0% or more, a little more each day; and on 31 December 2026 with its period." in html
    assert signal.objective.get_absolute_url() in html
    assert str(story["ana"]) in html


@pytest.mark.parametrize("kind", ["slipping", "stale", "blocker", "missed-check-ins", "without-goals"])
def test_each_kind_has_its_page(client, story, kind):
    StandingObjectiveFactory(owner=story["ana"], last_update_on=DAY - timedelta(days=40))
    refreshing.refresh_all()
    signal = Signal.objects.filter(kind=kind).order_by("pk").first()

    answer = page(client, signal.about, signal.get_absolute_url())

    assert answer.status_code == 200
    assert str(signal.about) in answer.content.decode() or "Visible to you" in answer.content.decode()


def test_the_sentence_names_whoever_sees_it_and_nobody_else(story):
    for signal in (
        Signal.objects.filter(about=story["ana"]).exclude(kind="blocker").select_related("about", "objective")
    ):
        words = readers.sentence(signal, None, EmployeeFactory())
        for person in Employee.objects.filter(first_name__in=["Ana", "Joana", "Tess"]).exclude(
            role_grants__isnull=False
        ):
            sees = Signal.objects.visible_to(Employee.objects.get(pk=person.pk)).filter(pk=signal.pk).exists()
            assert (str(person) in words) == sees, (signal, person, words)


# --- who opens what ---


def test_everyone_sees_the_whole_and_their_own_way_and_the_rest_as_a_number(client, company):
    refreshing.refresh_all()
    ana = company["ana"]

    answer = page(client, ana)

    assert names(answer)[:1] == ["Technology"]
    assert answer.context["scene"].hidden == 1
    html = answer.content.decode()
    assert "1 more unit is counted in the whole and shown only to those who lead it." in html
    assert "Sales" not in html
    inner = client.get(path_of(company["Technology"])).content.decode()
    assert ("Firmware" in inner, "Optics" in inner) == (True, False)
    statuses = {name: client.get(path_of(company[name])).status_code for name in ("Firmware", "Optics", "Sales")}
    assert statuses == {"Firmware": 200, "Optics": 404, "Sales": 404}


@pytest.mark.parametrize(
    ("role", "opens"),
    [(RoleGrant.Role.HR, {"Sales", "Optics"}), (RoleGrant.Role.PARTNER, {"Optics"}), (RoleGrant.Role.HEAD, {"Optics"})],
)
def test_hr_opens_all_a_partner_and_a_head_their_departments(client, company, role, opens):
    refreshing.refresh_all()
    person = EmployeeFactory()
    RoleGrantFactory(employee=person, role=role, department=None if role == "hr" else company["Technology"])
    client.force_login(person)

    assert {name for name in ("Sales", "Optics") if client.get(path_of(company[name])).status_code == 200} == opens


def test_a_unit_without_people_opens_with_the_one_above(client, company):
    empty = DepartmentFactory(name="Empty", parent=company["Technology"])
    refreshing.refresh_all()

    assert page(client, company["joana"], path_of(empty)).status_code == 200
    assert page(client, company["Sales"].people.first(), path_of(empty)).status_code == 404


def test_a_department_that_is_not_there(client, company):
    assert page(client, company["top"], "/bridge/999999/").status_code == 404


def test_a_department_that_was_merged_since_the_last_look(client, company):
    refreshing.refresh_all()
    Employee.objects.filter(department=company["Optics"]).update(department=company["Firmware"])
    gone = path_of(company["Optics"])
    Department.objects.get(pk=company["Optics"].pk).delete()

    assert names(page(client, company["top"], path_of(company["Technology"]))) == ["Firmware", "Technology itself"]
    assert client.get(gone).status_code == 404


# --- companies that are not like others ---


def test_before_the_first_look(client, company):
    answer = page(client, company["top"])

    assert "The bridge is not put together yet" in answer.content.decode()


def test_a_company_of_one(client, period):
    alone = EmployeeFactory()
    StandingObjectiveFactory(owner=alone)
    refreshing.refresh_all()

    answer = page(client, alone)

    assert answer.status_code == 200
    assert "1 person" in answer.content.decode()


def test_without_a_period(client, db, today):
    EmployeeFactory(department=DepartmentFactory())
    refreshing.refresh_all()

    answer = page(client, EmployeeFactory(hr=True))

    assert (answer.status_code, answer.context["week"]) == (200, None)


def test_a_period_shorter_than_a_week(client, db, today):
    PeriodFactory(name="Sprint", starts_on=DAY, ends_on=DAY + timedelta(days=3))

    assert "week 1 of 1" in page(client, EmployeeFactory(department=DepartmentFactory())).content.decode()


# --- how many queries ---


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("viewer", ["top", "joana", "ana", "hr", "partner"])
def test_queries(client, company, django_assert_max_num_queries, count, viewer):
    for _each in range(count):
        StandingKeyResultFactory(progress=0, objective__owner=company["ana"])
        BlockerFactory(raised_by=company["ana"], raised_at=NOW - timedelta(days=30))
        DepartmentFactory(parent=company["Technology"])
    refreshing.refresh_all()
    company["hr"], company["partner"] = EmployeeFactory(hr=True), EmployeeFactory()
    RoleGrantFactory(employee=company["partner"], role=RoleGrant.Role.PARTNER, department=company["Technology"])
    client.force_login(company[viewer])

    for path in ("/bridge/", path_of(company["Firmware"]), path_of(company["Technology"]), "/bridge/signals/"):
        with django_assert_max_num_queries(10):
            answer = client.get(path)
        assert answer.status_code == 200


# --- of very much ---


@pytest.mark.parametrize("role", ["top", "hr"])
def test_of_a_wide_place_what_is_counted_signal_by_signal_comes_by_itself_and_says_the_same(
    client, company, monkeypatch, role, django_assert_max_num_queries
):
    viewer = company["top"] if role == "top" else EmployeeFactory(hr=True)
    BlockerFactory(raised_by=company["ana"], raised_at=NOW - timedelta(days=20))
    StandingObjectiveFactory(owner=company["ana"], progress=Decimal("0.3"))
    refreshing.refresh_all()
    place = path_of(company["Technology"])
    sections = ("bridge-help", "bridge-balance")
    at_once = {path: page(client, viewer, path).content.decode() for path in ("/bridge/", place)}

    monkeypatch.setattr(units, "WIDE", 1)
    for path, html in at_once.items():
        with django_assert_max_num_queries(9):
            wide = client.get(path).content.decode()
        assert 'id="units"' in wide
        for name, route in zip(sections, ("most/", "changes/"), strict=True):
            section = f'<section class="{name}"'
            assert f'{section} hx-get="{path}{route}"' in wide
            later = client.get(path + route).content.decode().strip()
            assert later.startswith(section)
            assert later in html
        assert f'<noscript><a href="{path}?whole=1">' in wide
        whole = client.get(f"{path}?whole=1").content.decode()
        assert [f'<section class="{name}" hx-get' in whole for name in sections] == [False, False]
        assert client.get(path + "most/").content.decode().strip() in whole


def test_the_places_of_a_wide_line_are_those_of_today(client, company, monkeypatch):
    monkeypatch.setattr(units, "WIDE", 1)
    joana, optics = company["joana"], path_of(company["Optics"])
    refreshing.refresh_all()
    assert [page(client, joana, optics).status_code for _twice in range(2)] == [200, 200]

    for person in Employee.objects.filter(department=company["Optics"]):
        person.department = company["Sales"]
        person.manager = company["top"]
        person.save()

    refreshing.refresh_all()
    assert page(client, joana, path_of(company["Sales"])).status_code == 404
    assert page(client, joana, path_of(company["Firmware"])).status_code == 200
    assert not units.Organisation(client.get("/bridge/").wsgi_request.user).may_open(company["Optics"].pk)
