"""What may be done to a template, and what never."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from org.tests.factories import EmployeeFactory
from reviews import services, template_faults
from reviews.models import Answer, CompetencyLevel, Level, Question, Section, Submission, Template
from reviews.services import Described, NewLevel, NewQuestion
from reviews.template_tree import dump
from reviews.tests.factories import CycleFactory, QuestionFactory, ReviewFactory, ScaleFactory, SectionFactory

pytestmark = pytest.mark.django_db


def words_of(error) -> str:
    return " ".join(error.value.messages)


def test_a_company_begins_with_three_templates_that_can_be_used(starters):
    assert sorted(starters) == ["annual-with-peers", "light-quarterly", "upward-only"]
    assert {key: template_faults.faults_of(each) for key, each in starters.items()} == {key: [] for key in starters}
    assert {each.is_frozen for each in starters.values()} == {False}


def test_a_new_template_gets_a_key_of_its_own(hr):
    made = [services.add_template(by=hr, name=name) for name in ("Probation", "Probation", "审核", "a--b -")]

    assert [each.key for each in made] == ["probation", "probation-2", "template", "a-b"]


def test_a_frozen_version_is_never_changed(hr, annual):
    section, question = annual.sections.first(), Question.objects.filter(section__template=annual).first()
    scale, competency = annual.scales.first(), annual.competencies.first()
    before = dump(services.freeze(annual, by=hr))
    wanted = NewQuestion(kind="text", words="More?", asked={"self": False})
    levels = [NewLevel(1, "No"), NewLevel(2, "Yes")]
    changes = [
        lambda: services.edit_template(annual, by=hr, name="Other", description=""),
        lambda: services.save_section(annual, None, by=hr, title="More", help=""),
        lambda: services.save_section(annual, section, by=hr, title="More", help=""),
        lambda: services.remove_section(annual, section, by=hr),
        lambda: services.save_question(section, None, wanted, by=hr),
        lambda: services.save_question(section, question, wanted, by=hr),
        lambda: services.remove_question(annual, question, by=hr),
        lambda: services.move(annual, section, 1, by=hr),
        lambda: services.save_scale(annual, scale, by=hr, name="Other", levels=levels),
        lambda: services.remove_scale(annual, scale, by=hr),
        lambda: services.save_competency(
            annual, competency, by=hr, name="Other", description="", scale=scale, levels=[]
        ),
        lambda: services.remove_competency(annual, competency, by=hr),
        lambda: services.freeze(annual, by=hr),
    ]

    for change in changes:
        with pytest.raises(ValidationError) as error:
            change()
        assert "frozen" in words_of(error)
    assert dump(annual) == before


def test_the_next_version_is_a_copy_and_the_frozen_one_stays(hr, annual):
    services.freeze(annual, by=hr)

    second = services.make_next_version(annual, by=hr)

    assert (second.key, second.version, second.is_frozen) == (annual.key, 2, False)
    assert dump(second) == dump(annual)
    section = second.sections.first()
    services.save_section(second, section, by=hr, title="Otherwise", help="")
    assert not annual.sections.filter(title="Otherwise").exists()
    with pytest.raises(ValidationError) as error:
        services.make_next_version(annual, by=hr)
    assert "Version 2 of “Annual with peers” is being edited already" in words_of(error)
    services.freeze(second, by=hr)
    # From whichever version one starts, the new one is the newest.
    assert services.make_next_version(annual, by=hr).version == 3


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        (lambda t: t.sections.all().delete(), "asks nothing yet"),
        (lambda t: Question.objects.filter(section__template=t).delete(), "asks nothing yet"),
        (lambda t: SectionFactory(template=t), "no question"),
        (lambda t: QuestionFactory(section=t.sections.first(), relations=[]), "Nobody is asked"),
        (lambda t: Level.objects.filter(scale=t.scales.first()).exclude(value=3).delete(), "at least two levels"),
        (
            lambda t: QuestionFactory(
                section=t.sections.first(), kind="rating", scale=t.scales.first(), purpose="performance"
            ),
            "A second question is used as performance",
        ),
        (
            lambda t: Question.objects.get(purpose="potential", section__template=t).asked.update(relation="peer"),
            "ask them",
        ),
        (
            lambda t: Question.objects.get(purpose="potential", section__template=t).asked.create(relation="self"),
            "Potential is asked of the manager only",
        ),
        (
            lambda t: [QuestionFactory(section=t.sections.first()) for _n in range(template_faults.QUESTIONS_MOST)],
            "at most 60 fit",
        ),
    ],
)
def test_what_cannot_be_used_is_not_frozen_and_says_why(hr, annual, prepare, words):
    prepare(annual)

    with pytest.raises(ValidationError) as error:
        services.freeze(annual, by=hr)

    assert words in words_of(error)
    annual.refresh_from_db()
    assert not annual.is_frozen


def test_a_template_asks_sixty_questions_at_most(hr, annual):
    section = annual.sections.first()
    count = Question.objects.filter(section__template=annual).count()
    wanted = NewQuestion(kind="text", words="More?", asked={"self": False})
    for _n in range(template_faults.QUESTIONS_MOST - count):
        services.save_question(section, None, wanted, by=hr)

    with pytest.raises(ValidationError, match="asks 60 questions already"):
        services.save_question(section, None, wanted, by=hr)


def test_a_question_keeps_its_place_and_who_answers(hr, annual):
    section = annual.sections.first()
    question = section.questions.first()
    wanted = NewQuestion(kind="text", words="What went well?", asked={"peer": True, "self": False})

    services.save_question(section, question, wanted, by=hr)

    assert section.questions.first().words == "What went well?"
    assert set(question.asked.values_list("relation", "is_required")) == {("peer", True), ("self", False)}


def test_a_scale_or_competency_of_another_template_is_refused(hr, annual):
    strange = ScaleFactory()
    wanted = NewQuestion(kind="rating", words="How?", scale=strange, asked={"self": False})

    with pytest.raises(ValidationError, match="Choose one of this template"):
        services.save_question(annual.sections.first(), None, wanted, by=hr)
    with pytest.raises(ValidationError, match="Choose one of this template"):
        services.save_competency(annual, None, by=hr, name="New", description="", scale=strange, levels=[])


def test_parts_move_among_their_neighbours_and_stop_at_the_ends(hr, annual):
    titles = [section.title for section in annual.sections.all()]

    services.move(annual, annual.sections.get(title=titles[0]), -1, by=hr)
    services.move(annual, annual.sections.get(title=titles[0]), 1, by=hr)
    assert [section.title for section in annual.sections.all()] == [titles[1], titles[0], titles[2]]
    services.move(annual, annual.sections.get(title=titles[2]), 1, by=hr)
    assert annual.sections.last().title == titles[2]


def test_levels_swap_their_names_and_the_described_ones_stay_with_their_value(hr, annual):
    scale = annual.scales.get(name="Practice")
    before = {row.pk: row.level.value for row in CompetencyLevel.objects.filter(level__scale=scale)}
    names = {level.value: level.label for level in scale.levels.all()}
    levels = [NewLevel(1, names[2]), NewLevel(2, names[1]), NewLevel(3, names[3]), NewLevel(4, names[4])]

    services.save_scale(annual, scale, by=hr, name="Practice", levels=levels)

    assert [level.label for level in scale.levels.all()] == [names[2], names[1], names[3], names[4]]
    assert {row.pk: row.level.value for row in CompetencyLevel.objects.filter(level__scale=scale)} == before


def test_a_level_that_is_taken_away_takes_its_descriptions_along(hr, annual):
    scale = annual.scales.get(name="Practice")

    services.save_scale(annual, scale, by=hr, name="Practice", levels=[NewLevel(1, "Learning"), NewLevel(2, "Able")])

    left = CompetencyLevel.objects.filter(competency__template=annual)
    assert set(left.values_list("level__value", flat=True)) == {1, 2}


@pytest.mark.parametrize(
    ("levels", "words"),
    [
        ([NewLevel(1, "Only")], "at least two levels"),
        ([NewLevel(1, "No"), NewLevel(1, "Yes")], "Two levels have the value 1"),
        ([NewLevel(1, "Same"), NewLevel(2, "SAME")], "Two levels are called “same”"),
        ([NewLevel(0, "No"), NewLevel(2, "Yes")], "from 1 to 10"),
    ],
)
def test_bad_levels_change_nothing(hr, annual, levels, words):
    scale, before = annual.scales.first(), dump(annual)

    with pytest.raises(ValidationError, match=words):
        services.save_scale(annual, scale, by=hr, name="Results", levels=levels)

    assert dump(annual) == before


def test_what_is_used_is_not_taken_away(hr, annual):
    with pytest.raises(ValidationError, match="“Results” is used by “Results against what the job asks”"):
        services.remove_scale(annual, annual.scales.get(name="Results"), by=hr)
    with pytest.raises(ValidationError, match="“Judgement” is asked for by"):
        services.remove_competency(annual, annual.competencies.get(name="Judgement"), by=hr)
    Question.objects.filter(competency__name="Judgement", section__template=annual).delete()
    services.remove_competency(annual, annual.competencies.get(name="Judgement"), by=hr)


@pytest.mark.parametrize(
    ("levels", "words"),
    [
        ([Described(7, "Seven.")], "no level 7"),
        ([Described(1, "So.", "P3"), Described(1, "Or so.", "p3")], "“Learning” is described twice for p3|P3"),
    ],
)
def test_bad_descriptions_are_refused(hr, annual, levels, words):
    scale = annual.scales.get(name="Practice")

    with pytest.raises(ValidationError, match=words):
        services.save_competency(annual, None, by=hr, name="New", description="", scale=scale, levels=levels)
    assert not annual.competencies.filter(name="New").exists()


def test_a_version_that_a_cycle_uses_stays_and_another_is_dropped_whole(hr, annual):
    cycle = CycleFactory(template=annual)
    with pytest.raises(ValidationError, match="A review cycle uses this version"):
        services.drop_template(annual, by=hr)
    cycle.delete()

    services.drop_template(annual, by=hr)

    assert not Template.objects.filter(key="annual").exists()
    assert not Section.objects.filter(template=annual.pk).exists()


def test_an_answered_question_is_protected_by_the_database_too(annual):
    question = Question.objects.filter(section__template=annual).first()
    submission = Submission.objects.create(review=ReviewFactory(), version=1, submitted_at="2026-11-29T09:00Z")
    Answer.objects.create(submission=submission, question=question, text="Much.")

    with pytest.raises(Exception, match="protected"):
        question.delete()


def test_only_hr_writes(annual):
    partner = EmployeeFactory()
    with pytest.raises(PermissionDenied):
        services.add_template(by=partner, name="Mine")
    with pytest.raises(PermissionDenied):
        services.drop_template(annual, by=partner)
    with pytest.raises(PermissionDenied):
        services.import_template({"key": "x"}, by=partner)
