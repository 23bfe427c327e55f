"""A cycle until its launch: dates, population, exclusions, readers, its end; and what the table of moves allows."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from org.tests.factories import DepartmentFactory, EmployeeFactory, LocationFactory
from reviews import moves, population, services, states
from reviews.models import Cycle, Step, Template
from reviews.tests.factories import CycleFactory
from reviews.tests.planning import PHASES, make_cycle, make_plan

pytestmark = pytest.mark.django_db


def told(error) -> dict:
    return error.value.message_dict


def test_a_cycle_has_the_relations_and_phases_that_it_uses(hr):
    cycle = make_cycle(by=hr, due={"self": date(2026, 12, 10)})

    assert {row.relation: row.due_on for row in cycle.relations.all()} == {
        "self": date(2026, 12, 10),
        "manager": date(2026, 12, 20),
        "peer": date(2026, 12, 20),
        "upward": date(2026, 12, 20),
    }
    assert [row.phase for row in cycle.phases.all()] == ["writing", "calibration", "release"]
    upward = make_cycle(by=hr, template=Template.objects.get(key="upward-only"), has_nomination=True)
    assert [row.relation for row in upward.relations.all()] == ["upward"]
    assert upward.phases.count() == 4


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"writing": (date(2026, 12, 20), date(2026, 12, 1))}, "writing_to", "before it starts"),
        ({"calibration": (date(2026, 12, 20), date(2027, 1, 2))}, "calibration_from", "while writing lasts until"),
        ({"release": (date(2026, 11, 1), date(2026, 11, 2))}, "release_from", "while calibration lasts until"),
        ({"release": None}, "release_from", "Say from when to when."),
    ],
)
def test_dates_that_overlap_or_run_backwards_are_refused_in_words(hr, change, field, words):
    phases = {phase: span for phase, span in (PHASES | change).items() if span}

    with pytest.raises(ValidationError) as error:
        make_cycle(by=hr, phases=phases)

    assert words in told(error)[field][0]
    assert not Cycle.objects.exists()


def test_a_relation_is_due_within_writing(hr):
    with pytest.raises(ValidationError) as error:
        make_cycle(by=hr, due={"self": date(2026, 12, 21)})

    assert "outside writing" in told(error)["due_self"][0]


def test_the_dates_of_a_phase_that_is_left_out_do_not_matter(hr):
    phases = PHASES | {"calibration": (date(2020, 1, 1), date(2019, 1, 1))}

    cycle = make_cycle(by=hr, has_calibration=False, phases=phases)

    assert [row.phase for row in cycle.phases.all()] == ["writing", "release"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"ends_on": date(2025, 1, 1)}, "cannot end before it starts"),
        ({"threshold": 2}, "greater than or equal to 3"),
        ({"peers_are": "anonymous", "peer_count": 2}, "as many peers"),
        ({"name": ""}, "cannot be blank"),
    ],
)
def test_nonsense_is_refused(hr, fields, words):
    with pytest.raises(ValidationError) as error:
        make_cycle(by=hr, **fields)

    assert words in " ".join(error.value.messages)


def test_every_change_is_in_the_history_with_what_it_changed(hr):
    cycle = make_cycle(by=hr)

    services.save_cycle(cycle, make_plan(), by=hr)
    services.save_cycle(cycle, make_plan(load_cap=5, departments=[DepartmentFactory()]), by=hr)
    services.save_cycle(cycle, make_plan(load_cap=5, due={"self": date(2026, 12, 3)}), by=hr)

    assert list(cycle.steps.order_by("pk").values_list("what", "after")) == [
        ("made", ""),
        ("edited", "reviews for one writer, at most, departments"),
        ("edited", "departments, dates"),
    ]


def test_each_criterion_narrows_the_population(hr):
    sales = DepartmentFactory(name="Sales")
    emea = DepartmentFactory(name="EMEA", parent=sales)
    berlin = LocationFactory()
    top = EmployeeFactory(department=sales, location=berlin)
    inside = EmployeeFactory(department=emea, location=berlin, manager=top, hired_on=date(2020, 1, 1))
    new = EmployeeFactory(department=emea, location=berlin, manager=top, hired_on=date(2026, 6, 1))
    EmployeeFactory(department=emea, location=berlin, manager=top, left_on=date(2020, 1, 2))
    EmployeeFactory(department=emea, location=berlin, manager=top, hired_on=timezone.localdate() + timedelta(9))
    elsewhere = EmployeeFactory(department=emea, location=LocationFactory(), manager=top)
    other = EmployeeFactory(department=DepartmentFactory(), location=berlin)

    def people(**options):
        return set(population.people_of(make_cycle(by=hr, **options)))

    assert people() == {hr, top, inside, new, elsewhere, other}
    assert people(departments=[sales]) == {top, inside, new, elsewhere}
    assert people(departments=[sales], locations=[berlin]) == {top, inside, new}
    assert people(line_of=top) == {inside, new, elsewhere}
    assert people(line_of=top, locations=[berlin], hired_before=date(2026, 1, 1)) == {inside}


def test_an_exclusion_has_a_reason_and_can_be_taken_back(hr):
    person = EmployeeFactory()
    cycle = make_cycle(by=hr)

    services.exclude(cycle, person, "  Away all year. ", by=hr)
    assert person not in population.people_of(cycle)
    with pytest.raises(ValidationError, match=r"excluded already|not in the population"):
        services.exclude(cycle, person, "Again.", by=hr)
    services.include(cycle, person, by=hr)

    assert person in population.people_of(cycle)
    assert list(cycle.steps.order_by("pk").values_list("what", "about", "reason")) == [
        ("made", None, ""),
        ("excluded", person.pk, "Away all year."),
        ("included", person.pk, ""),
    ]
    with pytest.raises(ValidationError, match="is not excluded"):
        services.include(cycle, person, by=hr)
    with pytest.raises(ValidationError):
        services.exclude(cycle, person, " ", by=hr)
    with pytest.raises(ValidationError, match="not in the population"):
        services.exclude(cycle, EmployeeFactory(left_on=date(2020, 1, 1)), "Left.", by=hr)


def test_nobody_decides_about_themselves_or_their_manager(hr):
    hr.manager = EmployeeFactory()
    hr.save()
    cycle = make_cycle(by=hr)

    for person in (hr, hr.manager):
        with pytest.raises(PermissionDenied):
            services.exclude(cycle, person, "No.", by=hr)
        with pytest.raises(PermissionDenied):
            services.include(cycle, person, by=hr)


def test_readers_are_hr_people_named_by_another(hr):
    cycle, colleague = make_cycle(by=hr), EmployeeFactory(hr=True)

    reader = services.name_reader(cycle, colleague, by=hr)
    for person in (hr, colleague, EmployeeFactory()):
        with pytest.raises(ValidationError):
            services.name_reader(cycle, person, by=hr)
    services.unname_reader(cycle, reader, by=hr)

    assert cycle.readers.count() == 0
    assert list(cycle.steps.order_by("pk").values_list("what", flat=True)) == ["made", "named", "unnamed"]


@pytest.mark.parametrize("state", Cycle.State.values)
@pytest.mark.parametrize("move", states.MOVES)
def test_a_move_is_made_from_the_states_of_the_table_only(hr, starters, state, move):
    EmployeeFactory()
    cycle = make_cycle(by=hr, template=starters["light-quarterly"], has_calibration=False)
    if state != Cycle.State.SET_UP:
        Cycle.objects.filter(pk=cycle.pk).update(
            state=state,
            launch_begun_at=timezone.now(),
            launched_at=timezone.now(),
            has_nomination=True,
            has_calibration=True,
        )
        cycle.refresh_from_db()
        cycle.participants.create(subject=EmployeeFactory())
    acts = {"launch": lambda: services.launch(cycle, by=hr), "cancel": lambda: services.cancel(cycle, "No.", by=hr)}
    for name in ("write", "calibrate", "release", "close"):
        seen = moves.check(cycle, name, timezone.localdate()).overruled
        acts[name] = partial(services.move_cycle, cycle, name, "As agreed.", by=hr, seen=seen)

    if state in states.MOVES[move].sources:
        acts[move]()
    else:
        with pytest.raises(ValidationError, match=r"this one is|this cycle is"):
            acts[move]()


def test_a_cycle_is_cancelled_with_a_reason_that_stays(hr):
    cycle = make_cycle(by=hr)

    with pytest.raises(ValidationError, match="Say why"):
        services.cancel(cycle, " ", by=hr)
    cycle = services.cancel(cycle, "The works council objects.", by=hr)

    assert cycle.state == "cancelled"
    assert Step.objects.latest("pk").reason == "The works council objects."
    with pytest.raises(ValidationError, match="set-up is over"):
        services.save_cycle(cycle, make_plan(), by=hr)


def test_only_hr_runs_a_cycle(hr):
    cycle, person = make_cycle(by=hr), EmployeeFactory()
    for act in (
        lambda: make_cycle(by=person),
        lambda: services.launch(cycle, by=person),
        lambda: services.cancel(cycle, "No.", by=person),
        lambda: services.exclude(cycle, hr, "No.", by=person),
        lambda: services.name_reader(cycle, hr, by=person),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_a_launched_cycle_is_not_edited(hr):
    cycle = CycleFactory(launch_begun_at=timezone.now())

    for act in (
        lambda: services.save_cycle(cycle, make_plan(), by=hr),
        lambda: services.exclude(cycle, EmployeeFactory(), "No.", by=hr),
        lambda: services.name_reader(cycle, EmployeeFactory(hr=True), by=hr),
        lambda: services.launch(cycle, by=hr),
        lambda: services.cancel(cycle, "No.", by=hr),
    ):
        with pytest.raises(ValidationError, match="has begun"):
            act()


def test_what_nobody_would_read_is_refused_before_anything_is_begun(hr, annual):
    EmployeeFactory(manager=hr)
    cycle = make_cycle(by=hr, template=annual, has_calibration=False, upward_is="confidential")

    with pytest.raises(ValidationError) as refused:
        services.launch(cycle, by=hr)

    cycle.refresh_from_db()
    assert any("“Readiness for a next step”" in each for each in refused.value.messages)
    assert (cycle.launch_begun_at, cycle.template.is_frozen, cycle.participants.count()) == (None, False, 0)


def test_a_cycle_whose_readers_are_named_is_launched(hr, starters):
    EmployeeFactory(manager=hr)
    cycle = make_cycle(by=hr, template=starters["light-quarterly"], has_calibration=False)
    services.name_reader(cycle, EmployeeFactory(hr=True), by=hr)

    assert services.launch(cycle, by=hr).launch_begun_at is not None
