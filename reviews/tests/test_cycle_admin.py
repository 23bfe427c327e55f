"""A cycle in the admin, from the form to the launch."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from org.tests.factories import DepartmentFactory, EmployeeFactory
from reviews import cycle_page, launching, services
from reviews.models import AnonymousMark, Cycle, Review, Template
from reviews.tests.planning import launched, make_cycle, running

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_hr(client, hr):
    client.force_login(hr)
    return client


@pytest.fixture
def team(hr):
    boss = EmployeeFactory(first_name="Bea", department=DepartmentFactory(name="Sales"), manager=EmployeeFactory())
    return EmployeeFactory.create_batch(4, manager=boss, department=boss.department)


def url(name, *args) -> str:
    return reverse(f"admin:reviews_cycle_{name}", args=args)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def sent(**fields) -> dict:
    return {
        "name": "Annual 2026",
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "template": Template.objects.get(key="annual-with-peers").pk,
        "has_calibration": "on",
        "peers_are": "confidential",
        "upward_is": "anonymous",
        "threshold": "3",
        "peer_count": "3",
        "load_cap": "12",
        "writing_from": "2026-12-01",
        "writing_to": "2026-12-20",
        "calibration_from": "2027-01-05",
        "calibration_to": "2027-01-12",
        "release_from": "2027-01-18",
        "release_to": "2027-02-01",
    } | fields


def runs(**fields) -> dict:
    """What this version runs to its end."""
    known = sent(template=Template.objects.get(key="light-quarterly").pk, **fields)
    return {name: value for name, value in known.items() if "calibration" not in name}


def test_from_the_form_to_the_launch(as_hr, hr, team):
    made = as_hr.post(url("add"), runs(departments=[team[0].department_id], due_self="2026-12-10"))
    cycle = Cycle.objects.get()
    assert made["Location"] == cycle.get_absolute_url()
    of_nobody = as_hr.post(url("set_up", cycle.pk), runs(due_peer="2026-12-10")).context["form"].errors["due_peer"]
    assert of_nobody == ["This template asks for no peer review: empty the day, or choose another template."]
    assert "Check and launch for 5 people" in text_of(as_hr.get(cycle.get_absolute_url()))
    initial = as_hr.get(url("set_up", cycle.pk)).context["form"].initial
    assert (initial["due_self"], initial["writing_to"]) == (date(2026, 12, 10), date(2026, 12, 20))

    as_hr.post(url("population", cycle.pk), {"person": team[3].email, "reason": "Away all year."})
    before = text_of(as_hr.get(url("before_launch", cycle.pk)))
    answer = as_hr.post(url("launch", cycle.pk), follow=True)
    begun = text_of(answer)
    while launching.work(10):
        pass
    page = text_of(as_hr.get(cycle.get_absolute_url()))

    assert "Launch for 4 people" in before
    assert "4 people: They were never invited and cannot log in yet." in before
    assert "The launch has begun. You may leave this page" in begun
    assert "0 of 4 people are in." in begun
    assert ("Launching" in page, "Launched</strong> for 4" in page) == (False, True)
    assert "“Away all year.”" in page
    again = text_of(as_hr.post(url("launch", cycle.pk), follow=True))
    assert "Only a cycle in set-up is launched; this one is writing." in again
    assert as_hr.get(url("set_up", cycle.pk)).status_code == 302


@pytest.mark.parametrize(
    ("fields", "name", "words"),
    [
        ({"calibration_from": "2026-12-20"}, "calibration_from", "while writing lasts until 20 December 2026."),
        ({"writing_to": "2026-11-01"}, "writing_to", "before it starts"),
        ({"writing_to": ""}, "writing_from", "Say from when to when."),
        ({"has_calibration": ""}, "calibration_from", "its days would be lost"),
        ({"nomination_to": "2026-11-20"}, "nomination_to", "its days would be lost"),
        ({"due_peer": "2026-12-24"}, "due_peer", "outside writing"),
        ({"ends_on": "2025-01-01"}, "ends_on", "cannot end before it starts"),
        ({"threshold": "2"}, "threshold", "Choose a whole number from 3 to 20."),
        ({"peer_count": "many"}, "peer_count", "Choose a whole number from 1 to 10."),
        ({"peers_are": "anonymous", "peer_count": "2"}, "peer_count", "as many peers"),
        ({"template": "999999"}, "template", "Choose one of the templates in the list."),
        ({"line_of": "nobody@nowhere.example"}, "line_of", "Nobody here is"),
        ({"departments": ["x"]}, "departments", "Select a valid choice"),
        ({"writing_from": "soon"}, "writing_from", "This is no day of the calendar."),
    ],
)
def test_what_does_not_fit_is_told_beside_its_field_and_nothing_is_lost(as_hr, fields, name, words):
    answer = as_hr.post(url("add"), sent(name="Typed with care", **fields))

    form = answer.context["form"]
    assert answer.status_code == 422
    assert words in " ".join(form.errors[name] if name else form.non_field_errors())
    assert "Typed with care" in text_of(answer)
    assert not Cycle.objects.exists()


def test_before_the_launch_what_is_red_holds_the_button_back(as_hr, hr, team, annual):
    cycle = make_cycle(by=hr, template=annual, has_calibration=False, upward_is="confidential")
    annual.sections.all().delete()

    page = text_of(as_hr.get(url("before_launch", cycle.pk)))
    answer = text_of(as_hr.post(url("launch", cycle.pk), follow=True))

    assert ("must be mended" in page, "Launch for" in page) == (True, False)
    assert "Template: It asks nothing yet: add a section and a question." in answer
    assert Cycle.objects.get().launch_begun_at is None


def test_the_list_of_people_offers_to_exclude_all_but_oneself_and_ones_manager(as_hr, hr, team):
    hr.manager = team[0]
    hr.save()
    cycle = make_cycle(by=hr)

    page = text_of(as_hr.get(url("before_launch", cycle.pk)))

    path = url("population", cycle.pk)
    offered = {person.pk: f"{path}?person={person.pk}#exclude" in page for person in (hr, *team)}
    assert offered == {hr.pk: False, team[0].pk: False} | dict.fromkeys([person.pk for person in team[1:]], True)
    assert team[1].email in text_of(as_hr.get(f"{path}?person={team[1].pk}"))
    assert as_hr.get(f"{path}?person=x").status_code == 200


def test_the_page_counts_what_is_submitted_but_nothing_anonymous_nor_ones_own(as_hr, hr, team):
    hr.department = team[0].department
    hr.manager = team[0].manager
    hr.save()
    cycle = launched(make_cycle(by=hr), by=hr)
    Review.objects.filter(relation="self").update(state="submitted", submitted_at=timezone.now(), version=1)
    AnonymousMark.objects.update(has_answered=True)

    answer = as_hr.get(cycle.get_absolute_url())

    rows = {row.name: (row.people, dict(row.cells)) for row in answer.context["rows"]}
    # Without HR themselves and Bea, their manager; of the reports' anonymous reviews there is no column.
    assert rows["Sales"] == (
        4,
        {"self-review": (4, 4), "manager review": (0, 4), "peer review": (0, 12)},
    )
    (sales,) = [row for row in answer.context["rows"] if row.name == "Sales"]
    everyone, rows = answer.context["everyone"], answer.context["rows"]
    assert sales.all_in == 4 / 20
    assert everyone.people == sum(row.people for row in rows)
    assert dict(everyone.cells)["self-review"] == (everyone.people, everyone.people)


def test_where_a_department_is_asked_nothing_the_sum_leaves_it_out():
    rows = [
        cycle_page.DepartmentRow("Optics", 2, [("self-review", (1, 2)), ("peer review", None)]),
        cycle_page.DepartmentRow("Sales", 1, [("self-review", (1, 1)), ("peer review", (0, 3))]),
    ]

    everyone = cycle_page.everyone(rows)

    assert (everyone.people, everyone.cells) == (3, [("self-review", (2, 3)), ("peer review", (0, 3))])
    assert [row.all_in for row in (*rows, everyone)] == [1 / 2, 1 / 4, 2 / 6]
    assert cycle_page.DepartmentRow("None", 1, [("self-review", None)]).all_in is None


def test_the_list_says_where_each_cycle_stands_and_with_how_many(as_hr, hr, team):
    make_cycle(by=hr, name="To come")
    cycle = launched(make_cycle(by=hr, name="Under way"), by=hr)

    page = as_hr.get(url("changelist"))

    rows = {each.name: (page_words(each, page)) for each in page.context["cl"].result_list}
    assert rows == {
        "To come": ("Set-up", "", "1 Jan 2026 – 31 Dec 2026"),
        "Under way": ("Writing, until 20 December", str(cycle.participants.count()), "1 Jan 2026 – 31 Dec 2026"),
    }
    assert "Review cycles</h1>" in text_of(page)


def page_words(cycle, page) -> tuple:
    admin = page.context["cl"].model_admin
    return admin.standing(cycle), str(admin.people(cycle)), admin.months(cycle)


def test_preview_as_a_participant_shows_the_empty_forms(as_hr, hr, team):
    cycle = make_cycle(by=hr)
    bea = team[0].manager

    page = text_of(as_hr.get(url("preview", cycle.pk) + f"?person={bea.email}&relation=manager"))
    junior = text_of(as_hr.get(url("preview", cycle.pk) + f"?person={team[0].email}&relation=upward"))
    nobody = text_of(as_hr.get(url("preview", cycle.pk) + "?person=nobody@x.example"))

    assert ("Manager review (4)" in page, "Readiness for a next step" in page) == (True, True)
    assert "nobody can tell who wrote it" in junior
    assert "Nobody here is" in nobody


def test_readers_are_named_and_taken_back(as_hr, hr):
    cycle, colleague = make_cycle(by=hr), EmployeeFactory(hr=True, first_name="Cleo")

    as_hr.post(url("readers", cycle.pk), {"person": colleague.email})
    own = as_hr.post(url("readers", cycle.pk), {"person": hr.email})
    page = text_of(as_hr.get(url("readers", cycle.pk)))
    as_hr.post(url("unname", cycle.pk, cycle.readers.get().pk))

    assert (own.status_code, "Nobody names themselves" in text_of(own)) == (422, True)
    assert "named by Hanna Herr" in page
    assert cycle.readers.count() == 0


def test_a_cancelled_cycle_says_so_and_why(as_hr, hr):
    cycle = make_cycle(by=hr)

    asked = text_of(as_hr.get(url("cancel", cycle.pk)))
    empty = as_hr.post(url("cancel", cycle.pk), {"reason": ""})
    as_hr.post(url("cancel", cycle.pk), {"reason": "Too early."})
    page = text_of(as_hr.get(cycle.get_absolute_url()))

    assert "nobody was asked anything. It cannot be taken back." in asked
    assert empty.status_code == 422
    assert ("“Too early.”" in page, "Cancel the cycle" in page) == (True, False)


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_whatever_is_in_them(as_hr, hr, count):
    for n in range(count):
        boss = EmployeeFactory(department=DepartmentFactory(name=f"Team {n}"), manager=hr)
        person = EmployeeFactory(manager=boss)
        cycle = make_cycle(by=hr)
        services.exclude(cycle, person, "Away.", by=hr)

    def cost(path) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert as_hr.get(path).status_code == 200
        return len(queries)

    set_up = [cost(path) for path in (cycle.get_absolute_url(), url("population", cycle.pk), url("changelist"))]
    launched(cycle, by=hr)

    assert (set_up, cost(cycle.get_absolute_url())) == ([10, 8, 3], 11)


def test_the_page_names_who_is_late_and_nobody_who_answers_anonymously(cast):
    cycle, today = running(cast), timezone.now().date()
    cycle.relations.filter(relation="self").update(due_on=today - timedelta(days=1))
    cycle.relations.filter(relation="manager").update(due_on=today + timedelta(days=2))
    of_sam = cycle.participants.get()
    AnonymousMark.objects.create(participant=of_sam, relation="upward", writer=cast.report)
    for subject, writer in ((cast.stranger, cast.manager), (cast.hr, cast.skip_level), (cast.hr.manager, cast.peer)):
        there = cycle.participants.create(subject=subject)
        there.reviews.create(relation="manager", writer=writer, due_on=today - timedelta(days=3))

    page = cast.client("hr").get(cycle.get_absolute_url())
    more_time = cast.client("hr").get(url("extend", cycle.pk), {"person": cast.subject.pk})

    rows = [(row.person, row.count, (row.due_on - today).days, row.is_late) for row in page.context["late"].rows]
    assert rows == [(cast.manager, 2, -3, True), (cast.subject, 1, -1, True)]
    section = text_of(page).partition('id="late"')[2].partition("</section>")[0]
    assert (str(cast.report) in section, f"?person={cast.manager.pk}" in section) == (False, True)
    assert more_time.context["form"].initial["person"] == cast.subject
    Cycle.objects.update(paused_at=timezone.now())
    assert cast.client("hr").get(cycle.get_absolute_url()).context["late"] is None
