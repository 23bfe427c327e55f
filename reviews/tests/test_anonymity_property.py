"""Over random lives of anonymous groups: what is shown is all of at least *k* answers or nothing, to nobody but the two
whom the form named, and never so that two looks differ by fewer than *k*.
"""

from collections import defaultdict
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
from reviews import answering, asking, closing, elsewhere, moves, result, services
from reviews.answering import Given
from reviews.models import AnonymousAnswer, AnonymousMark, Cycle, CycleRelation, Participant
from reviews.tests.factories import CycleFactory, QuestionFactory, SectionFactory, TemplateFactory

pytestmark = pytest.mark.django_db

PEERS = 6
WHO = st.integers(0, PEERS - 1)
READERS = ("subject", "subject", "manager")  # of the three questions
QUESTIONS = st.sets(st.integers(0, len(READERS) - 1), min_size=1)
STEPS = st.one_of(
    *[st.tuples(st.just("answer"), WHO, QUESTIONS)] * 4,
    st.tuples(st.just("ask"), WHO, st.none()),
    st.tuples(st.sampled_from(["decline", "refuse", "lead"]), WHO, st.none()),
    st.tuples(st.sampled_from(["take_out", "take_in", "close", "on", "again", "cancel"]), st.none(), st.none()),
)


@pytest.fixture
def people(db) -> dict[str, Employee]:
    OrganizationFactory()
    found = {name: EmployeeFactory() for name in ("mona", "fran", "hanna")}
    found["sam"] = EmployeeFactory(manager=found["mona"])
    RoleGrantFactory(employee=found["hanna"])
    return found | {f"peer{n}": EmployeeFactory(manager=found["fran"]) for n in range(PEERS)}


def begin(people, relation, threshold, asked) -> Cycle:
    """In writing, with so many asked about Sam by that relation."""
    now = timezone.now()
    template = TemplateFactory(frozen_at=now)
    section = SectionFactory(template=template)
    for readers in READERS:
        QuestionFactory(section=section, relations=(relation,), readers=readers)
    kind = {"peers_are": "anonymous", "has_nomination": True} if relation == "peer" else {"has_nomination": False}
    cycle = CycleFactory(
        template=template, state="writing", launch_begun_at=now, launched_at=now, has_calibration=False,
        threshold=threshold, peer_count=10, **{"upward_is": "anonymous"} | kind,
    )  # fmt: skip
    cycle.relations.create(relation=relation, due_on=now.date() + timedelta(9))
    participant = cycle.participants.create(subject=people["sam"], manager=people["mona"])
    for n in range(asked):
        if relation == "peer":
            services.add_peer(participant, people[f"peer{n}"], "", by=people["mona"])
        else:
            participant.anonymous_marks.create(relation=relation, writer=people[f"peer{n}"])
    return cycle


def act(people, cycle, relation, step) -> None:
    """By the services, as anybody does it; what they refuse changes nothing."""
    what, who, questions = step
    there, hr, peer = cycle.participants.get(), people["hanna"], people.get(f"peer{who}", people["mona"])
    {
        "answer": lambda: answer(there, relation, peer, questions),
        "ask": lambda: services.add_peer(there, peer, "", by=there.manager),
        "decline": lambda: services.decline(there, peer, "No time.", by=peer),
        "refuse": lambda: services.refuse(there, peer, "Not this one.", by=there.manager),
        "lead": lambda: services.change_manager(there, peer, "Moved.", by=hr),
        "take_out": lambda: services.take_out(there, "So it is.", by=hr),
        "take_in": lambda: services.take_in(there, "So it is.", by=hr),
        "close": lambda: close(cycle),
        "cancel": lambda: services.cancel(cycle, "No longer.", by=hr),
        "on": lambda: go_on(cycle, hr),
    }[what]()


def answer(participant, relation, writer, questions) -> None:
    asked = answering.asked_in(answering.form_of(participant, relation, writer))
    texts = {asked[n].question.pk: Given(text=f"{participant.cycle_id}: {writer.pk}") for n in questions}
    services.answer(participant, relation, texts, by=writer)


def close(cycle) -> None:
    cycle.relations.update(due_on=timezone.localdate() - timedelta(2))
    closing.close_due()


def go_on(cycle, hr) -> None:
    if name := {"writing": "release", "release": "close"}.get(cycle.state):
        seen = moves.check(cycle, name, timezone.localdate()).overruled
        services.move_cycle(cycle, name, "It is time.", by=hr, seen=seen)


def shown_to(viewer) -> dict[int, frozenset[str]]:
    """Question → the answers, of all cycles."""
    found = defaultdict(set)
    for row in AnonymousAnswer.objects.visible_to(viewer).order_by("key"):
        found[row.question_id].add(row.text)
    return {question: frozenset(texts) for question, texts in found.items()}


def expected(viewer, given_to, participants, marks) -> dict[int, frozenset[str]]:
    """By what was answered as the test itself remembers it."""
    found = {}
    for participant in participants:
        cycle = participant.cycle
        is_open = cycle.state in ("release", "closed") and participant.taken_out_at is None
        was_asked = (participant.pk, viewer.pk) in marks
        for (pk, question, readers), texts in given_to.items():
            to_subject = viewer.pk == participant.subject_id and readers == "subject"
            to_them = to_subject or viewer.pk == participant.manager_id
            if pk == cycle.pk and is_open and to_them and not was_asked and len(texts) >= cycle.threshold:
                found[question] = frozenset(texts)
    return found


class Life:
    """What was answered, and all that anybody has seen so far."""

    def __init__(self, people):
        self.people = people
        self.given_to: dict[tuple, set[str]] = defaultdict(set)
        self.looks: dict[int, set[frozenset]] = defaultdict(lambda: {frozenset()})

    def remember(self, cycle, step) -> None:
        what, who, questions = step
        if what == "answer":
            every = list(cycle.template.sections.get().questions.order_by("position", "pk"))
            for n in questions:
                key = (cycle.pk, every[n].pk, every[n].readers)
                self.given_to[key].add(f"{cycle.pk}: {self.people[f'peer{who}'].pk}")

    def check(self) -> None:
        everyone = [each.pk for each in self.people.values()]
        participants = list(Participant.objects.select_related("subject", "manager", "cycle").order_by("pk"))
        marks = set(AnonymousMark.objects.order_by().values_list("participant", "writer"))
        for viewer in Employee.objects.filter(pk__in=everyone).order_by("pk"):
            shown = shown_to(viewer)
            assert shown == expected(viewer, self.given_to, participants, marks)
            for question, texts in shown.items():
                self.looks[question].add(texts)
        for looks in self.looks.values():
            sizes = {len(one ^ other) for one in looks for other in looks}
            assert min(sizes - {0}, default=20) >= Cycle.objects.order_by("threshold").first().threshold
        self.check_result([each for each in participants if each.cycle.state in ("release", "closed")])
        self.check_marks()

    def check_result(self, participants) -> None:
        """The page shows the same, of nobody’s hand and in an order that follows from no key of a person."""
        for participant in participants:
            for viewer in (participant.subject, participant.manager):
                said = [said for _s, asked in result.of(participant, viewer) for each in asked for said in each.answers]
                known = shown_to(viewer)
                own = {
                    text for texts in known.values() for text in texts if text.startswith(f"{participant.cycle_id}:")
                }
                assert {each.text for each in said} == own
                assert {each.who for each in said} <= {"without a name"}

    def check_marks(self) -> None:
        """Whoever answered is asked still, and nobody is asked by two open groups about the same person."""
        answered = {text for texts in self.given_to.values() for text in texts}
        marks = AnonymousMark.objects.filter(has_answered=True).order_by("key")
        said = {f"{cycle}: {writer}" for cycle, writer in marks.values_list("participant__cycle", "writer")}
        assert said == answered
        open_ones = CycleRelation.objects.filter(closed_at=None, cycle__state="writing").order_by()
        assert open_ones.count() <= 1


def may_begin_again(people, relation) -> bool:
    """What the launch of another cycle asks first."""
    rules = asking.Rules(frozenset({relation}), frozenset({relation}), 3, 0)
    return not elsewhere.left_out(Cycle(), rules, Employee.objects.filter(pk=people["sam"].pk))


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    relation=st.sampled_from(["peer", "upward"]),
    threshold=st.integers(3, 4),
    asked=st.integers(3, PEERS),
    first=st.lists(st.tuples(st.just("answer"), WHO, QUESTIONS), min_size=3, max_size=8),
    leads=st.integers(0, 2),
    steps=st.lists(STEPS, min_size=2, max_size=9),
)
def test_no_fewer_than_k_are_shown_alone_or_by_difference(people, relation, threshold, asked, first, leads, steps):
    with transaction.atomic():
        life, cycle = Life(people), begin(people, relation, threshold, asked)
        for step in [*first, ("lead", leads, None), *steps, ("on", None, None)]:
            if step[0] == "again":
                if may_begin_again(people, relation):
                    cycle = begin(people, relation, threshold, max(2, asked - 1))
                continue
            with suppress(ValidationError, PermissionDenied), transaction.atomic():
                act(people, cycle, relation, step)
                life.remember(cycle, step)
            cycle = Cycle.objects.get(pk=cycle.pk)
            if step[0] in ("on", "take_out", "take_in", "lead", "close"):
                life.check()
        life.check()
        transaction.set_rollback(True)
