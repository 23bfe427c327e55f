"""What the database itself refuses, whoever writes; and in which words a form says so."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from org.tests.factories import EmployeeFactory
from reviews.models import (
    AnonymousAnswer,
    AnonymousMark,
    Answer,
    CalibrationGroup,
    Competency,
    CompetencyLevel,
    Cycle,
    CyclePhase,
    CycleReader,
    CycleRelation,
    Exclusion,
    Facilitator,
    Level,
    Nomination,
    Participant,
    Question,
    QuestionFor,
    Release,
    Review,
    Scale,
    Section,
    Step,
    Submission,
    Template,
)
from reviews.tests.factories import (
    AnonymousMarkFactory,
    CompetencyFactory,
    CycleFactory,
    ParticipantFactory,
    QuestionFactory,
    ReviewFactory,
    ScaleFactory,
    SectionFactory,
    TemplateFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 29, 9, tzinfo=UTC)


def refused(row) -> str:
    """The words in which the form refuses the row; the database refuses it too."""
    with pytest.raises(ValidationError) as error:
        row.validate_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
    return " ".join(error.value.messages)


def test_a_template_is_one_row_for_each_version_and_has_one_open_version():
    frozen = TemplateFactory(key="annual", version=1, frozen_at=NOW)
    TemplateFactory(key="annual", version=2)

    assert "key already" in refused(Template(key="annual", version=1, name="Again", frozen_at=NOW))
    assert "being edited already" in refused(Template(key="annual", version=3, name="Third"))
    assert "from 1" in refused(Template(key="zero", version=0, name="Zero", frozen_at=NOW))
    assert "a key and a name" in refused(Template(key="blank", version=1, name=""))
    assert list(Template.objects.newest().filter(key="annual").values_list("version", flat=True)) == [2]
    assert frozen.is_frozen


@pytest.mark.parametrize("key", ["With Blank", "trailing-", "Ümlaut", "a--b", "line\n", ""])
def test_a_key_is_one_that_an_address_and_a_file_can_hold(key):
    with pytest.raises(ValidationError) as error:
        Template(key=key, name="Any").full_clean()

    assert next(iter(error.value.message_dict)) == "key"


def test_a_level_has_a_value_of_its_own_and_a_name_of_its_own():
    scale = ScaleFactory()

    assert "of that value" in refused(Level(scale=scale, value=1, label="Other"))
    assert "of that name" in refused(Level(scale=scale, value=4, label="MEETS"))
    assert "from 1 to 10" in refused(Level(scale=scale, value=0, label="Nought"))
    assert "from 1 to 10" in refused(Level(scale=scale, value=11, label="Eleven"))
    assert "has a name" in refused(Level(scale=scale, value=4, label=""))
    Level.objects.create(scale=ScaleFactory(template=scale.template, levels=[]), value=1, label="Below")


def test_names_are_unique_within_a_template_only():
    competency = CompetencyFactory(name="Care")
    template, scale = competency.template, competency.scale
    section = SectionFactory(template=template, title="Results")

    assert "of that name" in refused(Scale(template=template, name=scale.name.upper()))
    assert "of that name" in refused(Competency(template=template, name="CARE", scale=scale))
    assert "of that title" in refused(Section(template=template, title="results"))
    assert "has a title" in refused(Section(template=template, title=""))
    assert "has a name" in refused(Scale(template=template, name=""))
    assert "has a name" in refused(Competency(template=template, name="", scale=scale))
    SectionFactory(title=section.title)


def test_a_level_of_a_competency_is_described_once_for_each_job_level():
    competency = CompetencyFactory()
    level = competency.scale.levels.first()
    CompetencyLevel.objects.create(competency=competency, level=level, job_level="P3", description="So.")

    again = CompetencyLevel(competency=competency, level=level, job_level="p3", description="Other.")
    assert "described for that job level" in refused(again)
    assert "how this level looks" in refused(CompetencyLevel(competency=competency, level=level, description=""))
    CompetencyLevel.objects.create(competency=competency, level=level, description="For all others.")


def test_each_kind_of_question_has_what_it_needs_and_no_more():
    section = SectionFactory()
    scale = ScaleFactory(template=section.template)
    competency = CompetencyFactory(template=section.template)

    def question(**fields):
        return Question(section=section, words="How?", **fields)

    wrong = [
        question(kind="rating"),
        question(kind="rating", scale=scale, competency=competency),
        question(kind="competency"),
        question(kind="competency", competency=competency, scale=scale),
        question(kind="text", scale=scale),
        question(kind="goals", competency=competency),
        question(kind="other"),
    ]
    assert {refused(each) for each in wrong} == {
        "A rating needs a scale, a competency needs the competency, and a text or the goals need neither."
    }
    assert "Write the question" in refused(Question(section=section, kind="text", words=""))
    assert "who reads" in refused(question(kind="text", readers="everyone"))
    assert "from a rating only" in refused(question(kind="text", purpose="performance"))
    assert "from a rating only" in refused(question(kind="competency", competency=competency, purpose="performance"))
    assert "from a rating only" in refused(question(kind="rating", scale=scale, purpose="pay"))


@pytest.mark.parametrize("readers", ["subject", "manager", "calibration"])
def test_potential_is_never_read_by_the_subject(readers):
    section = SectionFactory()
    question = Question(
        section=section,
        words="How far?",
        kind="rating",
        scale=ScaleFactory(template=section.template),
        purpose="potential",
        readers=readers,
    )

    if readers == "subject":
        assert "never shown to the subject" in refused(question)
    else:
        question.validate_constraints()
        question.save()


def test_a_relation_is_asked_once_and_is_one_of_the_four():
    question = QuestionFactory(relations=["self"])

    assert refused(QuestionFor(question=question, relation="self"))
    assert "self, manager, peers or reports" in refused(QuestionFor(question=question, relation="boss"))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"ends_on": date(2025, 12, 31)}, "cannot end before it starts"),
        ({"state": "writing"}, "leaves set-up by its launch"),
        ({"state": "running", "launched_at": NOW, "launch_begun_at": NOW}, "reviews_cycle_state"),
        ({"launched_at": NOW, "launch_begun_at": None, "state": "closed"}, "begins_before_it_ends"),
        ({"state": "nomination", "has_nomination": False, "launched_at": NOW}, "no nomination"),
        ({"state": "calibration", "has_calibration": False, "launched_at": NOW}, "no calibration"),
        ({"upward_is": "secret"}, "Choose one of"),
        ({"threshold": 2}, "3 or more"),
        ({"peers_are": "anonymous", "peer_count": 3, "threshold": 4}, "as many peers"),
        ({"peer_count": 0}, "At least one"),
        ({"load_cap": 0}, "At least one"),
        ({"name": ""}, "has a name"),
    ],
)
def test_a_cycle_is_never(fields, words):
    cycle = CycleFactory.build(template=TemplateFactory(), **{"launch_begun_at": fields.get("launched_at")} | fields)

    assert words in refused(cycle)


def test_phases_and_relations_of_a_cycle_have_one_row_each():
    cycle, day = CycleFactory(), date(2026, 12, 1)
    CyclePhase.objects.create(cycle=cycle, phase="writing", starts_on=day, ends_on=day)
    CycleRelation.objects.create(cycle=cycle, relation="self", due_on=day)

    assert refused(CyclePhase(cycle=cycle, phase="writing", starts_on=day, ends_on=day))
    assert refused(CyclePhase(cycle=cycle, phase="closed", starts_on=day, ends_on=day))
    assert "cannot end before" in refused(
        CyclePhase(cycle=cycle, phase="release", starts_on=day, ends_on=date(2026, 11, 30))
    )
    assert refused(CycleRelation(cycle=cycle, relation="self", due_on=day))
    assert refused(CycleRelation(cycle=cycle, relation="boss", due_on=day))


def test_nobody_excludes_or_names_themselves_and_each_only_once():
    cycle, hr, person = CycleFactory(), EmployeeFactory(hr=True), EmployeeFactory()
    Exclusion.objects.create(cycle=cycle, employee=person, reason="Away all year.", by=hr)
    CycleReader.objects.create(cycle=cycle, person=person, named_by=hr)

    assert "excluded already" in refused(Exclusion(cycle=cycle, employee=person, reason="Again.", by=hr))
    assert "Say why" in refused(Exclusion(cycle=cycle, employee=EmployeeFactory(), reason="", by=hr))
    assert "Nobody excludes themselves" in refused(Exclusion(cycle=cycle, employee=hr, reason="No.", by=hr))
    assert "named already" in refused(CycleReader(cycle=cycle, person=person, named_by=hr))
    assert "Nobody names themselves" in refused(CycleReader(cycle=cycle, person=hr, named_by=hr))


@pytest.mark.parametrize("what", ["excluded", "extended", "reopened", "reassigned", "cancelled"])
def test_what_overrules_somebody_has_a_reason(what):
    assert "Say why" in refused(Step(cycle=CycleFactory(), what=what, by=EmployeeFactory()))


def test_a_person_takes_part_once_and_is_not_their_own_manager():
    participant = ParticipantFactory()
    person = EmployeeFactory()

    assert "takes part already" in refused(Participant(cycle=participant.cycle, subject=participant.subject))
    assert refused(Participant(cycle=participant.cycle, subject=person, manager=person))


def test_a_group_and_its_facilitators_are_named_once():
    group = CalibrationGroup.objects.create(cycle=CycleFactory(), name="Sales")
    facilitator = Facilitator.objects.create(group=group, person=EmployeeFactory())

    assert "of that name" in refused(CalibrationGroup(cycle=group.cycle, name="SALES"))
    assert "already" in refused(Facilitator(group=group, person=facilitator.person))


def test_a_person_has_one_self_review_and_one_manager_review_but_contributions_stay_beside():
    participant = ParticipantFactory()
    for relation in ("self", "manager"):
        ReviewFactory(participant=participant, relation=relation)
        other = Review(participant=participant, relation=relation, writer=EmployeeFactory())
        assert "such a review" in refused(other)
    peer = ReviewFactory(participant=participant)
    assert refused(Review(participant=participant, relation="peer", writer=peer.writer))

    former = {"state": "contribution", "version": 1, "submitted_at": NOW}
    ReviewFactory(participant=participant, relation="manager", **former)
    assert participant.reviews.count() == 4


@pytest.mark.parametrize("relation", ["self", "manager", "peer", "upward"])
def test_an_anonymous_review_is_never_kept_with_its_writer(relation):
    review = ReviewFactory.build(
        participant=ParticipantFactory(), writer=EmployeeFactory(), relation=relation, anonymity="anonymous"
    )

    assert "without its writer" in refused(review)


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "submitted"},
        {"state": "submitted", "submitted_at": NOW, "version": 0},
        {"state": "open", "submitted_at": NOW},
        {"state": "declined", "relation": "manager"},
        {"state": "contribution", "relation": "peer", "submitted_at": NOW, "version": 1},
        {"state": "lost"},
    ],
)
def test_the_state_of_a_review_agrees_with_its_time_and_version(fields):
    review = ReviewFactory.build(participant=ParticipantFactory(), writer=EmployeeFactory(), **fields)

    assert "has a time and a version" in refused(review)


def test_an_answer_says_something_once_in_each_submission():
    review, question = ReviewFactory(), QuestionFactory()
    submission = Submission.objects.create(review=review, version=1, submitted_at=NOW)
    Answer.objects.create(submission=submission, question=question, text="Much.")

    assert refused(Answer(submission=submission, question=question, text="More."))
    assert "empty answer" in refused(Answer(submission=submission, question=QuestionFactory(), text=""))
    assert refused(Submission(review=review, version=1, submitted_at=NOW))
    assert refused(Submission(review=review, version=0, submitted_at=NOW))


def test_anonymous_tables_hold_neither_time_nor_running_number_nor_the_writer_of_an_answer():
    mark = AnonymousMarkFactory()
    kinds = {
        model: {field.get_internal_type() for field in model._meta.concrete_fields}
        for model in (AnonymousMark, AnonymousAnswer)
    }

    assert refused(AnonymousMark(participant=mark.participant, relation="upward", writer=mark.writer))
    assert refused(AnonymousMark(participant=mark.participant, relation="manager", writer=EmployeeFactory()))
    asked = {"participant": mark.participant, "question": QuestionFactory()}
    assert "empty answer" in refused(AnonymousAnswer(relation="upward", **asked))
    assert refused(AnonymousAnswer(relation="self", text="Me.", **asked))
    assert [kind for each in kinds.values() for kind in each if "Date" in kind or "Auto" in kind] == []
    assert {field.name for field in AnonymousAnswer._meta.get_fields()} == {
        *("key", "participant", "relation", "question", "level", "text")
    }


def test_a_nomination_is_made_once_and_decided_at_a_time():
    participant, peer = ParticipantFactory(), EmployeeFactory()
    Nomination.objects.create(participant=participant, nominee=peer, proposed_by=participant.subject)

    by = {"participant": participant, "proposed_by": participant.subject}
    assert "proposed already" in refused(Nomination(nominee=peer, **by))
    assert refused(Nomination(nominee=EmployeeFactory(), state="approved", **by))
    assert refused(Nomination(nominee=EmployeeFactory(), decided_at=NOW, **by))


def test_a_cycle_is_seen_by_hr_and_by_partners_of_all_its_departments(cast):
    everyone = CycleFactory()
    sales, finance = CycleFactory(), CycleFactory()
    sales.departments.add(cast.subject.department)
    finance.departments.add(cast.subject.department, cast.stranger.department)
    cast.peer.role_grants.create(role="partner", department=cast.subject.department)

    seen = {role: set(Cycle.objects.visible_to(cast[role])) for role in ("hr", "peer", "manager", "administrator")}

    assert seen == {"hr": {everyone, sales, finance}, "peer": {sales}, "manager": set(), "administrator": set()}


def test_nobody_reads_what_was_decided_about_themselves_or_their_manager(cast):
    cycle = CycleFactory()
    people = {"own": cast.subject, "managers": cast.manager, "other": cast.peer}
    for person in people.values():
        Step.objects.create(cycle=cycle, what="excluded", about=person, reason="Because.", by=cast.hr)
        Exclusion.objects.create(cycle=cycle, employee=person, reason="Because.", by=cast.hr)
    general = Step.objects.create(cycle=cycle, what="made", by=cast.hr)

    viewer = cast["hr_self"]

    assert list(Exclusion.objects.visible_to(viewer).values_list("employee", flat=True)) == [cast.peer.pk]
    assert set(Step.objects.visible_to(viewer).values_list("about", flat=True)) == {cast.peer.pk, None}
    assert general in Step.objects.visible_to(viewer)
    assert Step.objects.visible_to(cast.stranger).count() == 0


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"on": date(2026, 12, 1), "held_at": NOW, "released_at": NOW},
        {"released_at": NOW, "recalled_at": NOW},
        {"on": date(2026, 12, 1), "recalled_at": NOW, "recalled_by": True},
    ],
)
def test_a_release_is_done_or_planned_held_back_before_it_is_done_and_recalled_after(row):
    person = EmployeeFactory()
    if row.get("recalled_by"):
        row = row | {"recalled_by": person}
    cycle = CycleFactory()
    Release.objects.create(cycle=cycle, whom="All", is_whole=True, by=person, released_at=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.create(cycle=cycle, whom="All", is_whole=True, by=person, **row)
