"""Over random cycles: who reads which answer, and when, is what the design says, told once more in plain Python."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from org.models import Employee
from org.tests.factories import EmployeeFactory, OrganizationFactory, RoleGrantFactory
from reviews import answering, moves, result, services
from reviews.answering import Given
from reviews.models import Answer, Cycle, Facilitator, Participant, Review
from reviews.tests.factories import CycleFactory, QuestionFactory, SectionFactory, TemplateFactory

pytestmark = pytest.mark.django_db

# Who leads whom. Nora is of HR and reports to Sam; Hugo runs the cycle and is named nowhere.
LED_BY = {
    "mona": None, "fran": None, "hugo": None, "hanna": None, "stan": "fran",
    "sam": "mona", "pia": "mona", "pete": "fran", "rita": "sam", "nora": "sam",
}  # fmt: skip
HR = ("hugo", "hanna", "nora")
ASKED = {
    "sam": [("self", "sam"), ("manager", "mona"), ("peer", "pia"), ("peer", "pete"), ("upward", "rita")],
    "pia": [("self", "pia"), ("manager", "mona"), ("peer", "sam")],
}
NAMES = st.sampled_from(sorted(LED_BY))
STEPS = st.one_of(
    st.tuples(st.just("submit"), st.integers(0, 9)),
    st.tuples(st.just("submit"), st.integers(0, 9)),
    st.tuples(st.just("reopen"), st.integers(0, 9)),
    st.tuples(st.sampled_from(["take_out", "take_in"]), st.sampled_from(sorted(ASKED))),
    st.tuples(st.just("lead"), st.sampled_from(["mona", "fran", "pia", "stan"])),
    st.tuples(st.just("on"), st.just("")),
    st.tuples(st.just("on"), st.just("")),
    st.tuples(st.just("cancel"), st.just("")),
)
NAMED = ("attributed", "confidential")
CYCLES = st.fixed_dictionaries(
    {"has_calibration": st.booleans(), "peers_are": st.sampled_from(NAMED), "upward_is": st.sampled_from(NAMED)}
)


@pytest.fixture
def people(db) -> dict[str, Employee]:
    OrganizationFactory()
    found: dict[str, Employee] = {}
    for name, leader in LED_BY.items():
        found[name] = EmployeeFactory(first_name=name.title(), manager=found.get(leader))
    for name in HR:
        RoleGrantFactory(employee=found[name])
    return found


def begin(people, fields, facilitators, readers) -> Cycle:
    """In writing; everybody is asked a text for each kind of readers. Sam is in a group, Pia in none."""
    now = timezone.now()
    template = TemplateFactory(frozen_at=now)
    section = SectionFactory(template=template)
    for kind in ("subject", "manager", "calibration"):
        QuestionFactory(section=section, readers=kind, relations=("self", "manager", "peer", "upward"))
    cycle = CycleFactory(
        template=template, state="writing", has_nomination=False, launch_begun_at=now, launched_at=now, **fields
    )
    for relation in ("self", "manager", "peer", "upward"):
        cycle.relations.create(relation=relation, due_on=now.date() + timedelta(9))
    group = cycle.groups.create(name="One")
    group.facilitators.bulk_create(Facilitator(group=group, person=people[name]) for name in sorted(facilitators))
    for name in sorted(readers):
        cycle.readers.create(person=people[name], named_by=people["hugo" if name != "hugo" else "hanna"])
    for subject, asked in ASKED.items():
        participant = cycle.participants.create(
            subject=people[subject], manager=people["mona"], group=group if subject == "sam" else None
        )
        for relation, writer in asked:
            anonymity = cycle.anonymity_of(relation)
            participant.reviews.create(relation=relation, writer=people[writer], anonymity=anonymity)
    return cycle


def act(people, cycle, what, which) -> None:
    """By the services, as anybody does it; what they refuse changes nothing."""
    hr = people["hugo"]
    if what == "submit":
        submit(cycle, which)
    elif what == "reopen":
        if review := _pick(cycle, which):
            services.reopen(review, None, "Once more.", by=hr)
    elif what in ("take_out", "take_in"):
        for there in cycle.participants.filter(subject=people.get(which)).order_by("pk"):
            getattr(services, what)(there, "So it is.", by=hr)
    elif what == "lead":
        services.change_manager(cycle.participants.get(subject=people["sam"]), people[which], "Moved.", by=hr)
    elif what == "cancel":
        services.cancel(cycle, "No longer.", by=hr)
    else:
        go_on(cycle, hr)


def _pick(cycle, which) -> Review | None:
    reviews = Review.objects.filter(participant__cycle=cycle).select_related("participant__subject", "writer")
    return next(iter(reviews.order_by("pk")[which : which + 1]), None)


def submit(cycle, which) -> None:
    if (review := _pick(cycle, which)) is None:
        return
    texts = {
        each.question.pk: Given(text=f"{review.pk} for {each.question.readers}, {review.version}")
        for each in answering.asked_in(review)
    }
    services.submit(review, texts, by=review.writer)


def go_on(cycle, hr) -> None:
    first = "calibrate" if cycle.has_calibration else "release"
    if name := {"writing": first, "calibration": "release", "release": "close"}.get(cycle.state):
        seen = moves.check(cycle, name, timezone.localdate()).overruled
        services.move_cycle(cycle, name, "It is time.", by=hr, seen=seen)


# --- the design, once more ---


def may_read(row, viewer: Employee, cycle: Cycle, known) -> bool:
    if row["writer"] == viewer.pk:
        return True
    if row["taken_out"]:
        return False
    is_released = cycle.state in ("release", "closed")
    to_subject = viewer.pk == row["subject"] and row["readers"] == "subject"
    to_manager = viewer.pk == row["manager"] and row["readers"] in ("subject", "manager")
    if is_released and (to_subject or to_manager):
        return True
    if row["relation"] == "self" and to_manager:
        has_rated = (row["participant"], viewer.pk) in known["rated"]
        if cycle.state == "calibration" or (cycle.state == "writing" and has_rated):
            return True
    facilitates = viewer.pk in known["facilitators"].get(row["group"], ())
    is_named = viewer.pk in known["readers"] and viewer.is_hr
    is_near = row["subject"] in (viewer.pk, viewer.manager_id)
    return (facilitates or is_named) and not is_near and (is_released or cycle.state == "calibration")


def is_named_to(row, viewer: Employee) -> bool:
    """Whether the writer's name stands beside it."""
    if row["writer"] == viewer.pk or row["anonymity"] == "attributed":
        return True
    return viewer.is_hr and viewer.pk not in (row["subject"], row["manager"])


def rows_of(cycle) -> list[dict]:
    """What counts of what was submitted, as it stands in the tables."""
    review, names = "submission__review__", ("writer", "relation", "anonymity", "participant")
    paths = {name: f"{review}{name}" for name in names} | {
        name: f"{review}participant__{name}" for name in ("subject", "manager", "group")
    }
    paths |= {"taken_out": f"{review}participant__taken_out_at", "readers": "question__readers", "said": "text"}
    paths |= {"state": f"{review}state", "last": f"{review}version", "version": "submission__version"}
    every = Answer.objects.filter(**{f"{review}participant__cycle": cycle}).order_by("pk").values(*paths.values())
    rows = [{name: row[path] for name, path in paths.items()} for row in every]
    written = ("submitted", "contribution")
    return [row for row in rows if row["state"] in written and row["version"] == row["last"]]


def known_of(cycle) -> dict:
    rated = Review.objects.filter(participant__cycle=cycle, relation="manager", state="submitted")
    facilitators: dict[int, set[int]] = {}
    for group, person in Facilitator.objects.filter(group__cycle=cycle).order_by().values_list("group", "person"):
        facilitators.setdefault(group, set()).add(person)
    return {
        "rated": set(rated.order_by().values_list("participant", "writer")),
        "facilitators": facilitators,
        "readers": set(cycle.readers.order_by().values_list("person", flat=True)),
    }


def check(people, cycle) -> None:
    rows, known = rows_of(cycle), known_of(cycle)
    participants = list(Participant.objects.filter(cycle=cycle).select_related("subject", "cycle").order_by("pk"))
    for viewer in Employee.objects.filter(pk__in=[each.pk for each in people.values()]).order_by("pk"):
        readable = [row for row in rows if may_read(row, viewer, cycle, known)]
        seen = Answer.objects.visible_to(viewer).filter(submission__review__participant__cycle=cycle)
        assert sorted(seen.values_list("text", flat=True)) == sorted(row["said"] for row in readable)
        for participant in participants if readable else ():
            shown = {
                said.text: bool(said.who)
                for _section, asked in result.of(participant, viewer)
                for each in asked
                for said in each.answers
            }
            about = [row for row in readable if row["participant"] == participant.pk]
            assert shown == {row["said"]: is_named_to(row, viewer) for row in about}


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    fields=CYCLES,
    facilitators=st.sets(NAMES, max_size=3),
    readers=st.sets(st.sampled_from(["hanna", "nora", "hugo"]), max_size=2),
    steps=st.lists(STEPS, min_size=2, max_size=8),
    out=st.sampled_from(["sam", "pia", "nobody"]),
)
def test_each_reads_what_the_design_says_when_it_says_so(people, fields, facilitators, readers, steps, out):
    with transaction.atomic():
        cycle = begin(people, fields, facilitators, readers)
        written = [("submit", each) for each in range(7)]  # so that there is something to leak
        to_its_end = [("take_out", out), *[("on", "")] * 3]
        for what, which in [*written, *steps, *to_its_end]:
            with suppress(ValidationError, PermissionDenied), transaction.atomic():
                act(people, cycle, what, which)
            cycle = Cycle.objects.get(pk=cycle.pk)
            if what in ("on", "take_out", "lead", "cancel"):
                check(people, cycle)
        transaction.set_rollback(True)
