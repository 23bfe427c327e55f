"""Templates in the admin: by plain forms, as HR uses them."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from drafts.models import Draft
from drafts.tests.pages import Tab
from org.tests.factories import DepartmentFactory, EmployeeFactory
from reviews import services, template_file
from reviews.models import CompetencyLevel, Question, Template
from reviews.tests.factories import CycleFactory, QuestionFactory, SectionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_hr(client, hr):
    client.force_login(hr)
    return client


def url(name, *args) -> str:
    return reverse(f"admin:reviews_{name}", args=args)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def levels(*rows) -> dict:
    return {
        f"{name}_{n}": value
        for n, row in enumerate(rows)
        for name, value in zip(("value", "label", "description"), row, strict=True)
    }


def test_from_nothing_to_a_frozen_template_by_plain_forms(as_hr):
    answer = as_hr.post(url("template_add"), {"name": "Probation", "description": "After six months."})
    template = Template.objects.get(key="probation")
    assert answer["Location"] == template.get_absolute_url()
    assert "It asks nothing yet: add a section and a question." in text_of(as_hr.get(template.get_absolute_url()))

    as_hr.post(url("scale_new", template.pk), {"name": "Fit", **levels((1, "No", ""), (2, "Yes", "Clearly."))})
    scale = template.scales.get()
    described = {"job_0": "P3", "level_0": "2", "words_0": "Leads a visit alone.", "level_1": "1", "words_1": ""}
    as_hr.post(url("competency_new", template.pk), {"name": "Care", "description": "", "scale": scale.pk, **described})
    competency = template.competencies.get()
    as_hr.post(url("section_new", template.pk), {"title": "The half year", "help": ""})
    section = template.sections.get()
    asked = {"words": "How does it go?", "help": "", "purpose": "", "readers": "subject", "asked_self": "required"}
    as_hr.post(url("question_new", template.pk, section.pk), {"kind": "text", **asked})
    as_hr.post(
        url("question_new", template.pk, section.pk),
        asked
        | {"kind": "rating", "words": "Do they stay?", "scale": scale.pk, "purpose": "performance"}
        | {"asked_self": "", "asked_manager": "required"},
    )
    as_hr.post(
        url("question_new", template.pk, section.pk),
        asked | {"kind": "competency", "words": "Care", "competency": competency.pk, "asked_self": "optional"},
    )

    page = text_of(as_hr.get(template.get_absolute_url()))
    assert [question.words for question in section.questions.all()] == ["How does it go?", "Do they stay?", "Care"]
    assert "Before it can be used" not in page
    assert CompetencyLevel.objects.get(competency=competency).job_level == "P3"
    first = section.questions.first()
    as_hr.post(url("question_move", template.pk, first.pk), {"to": "down"})
    assert [question.words for question in section.questions.all()] == ["Do they stay?", "How does it go?", "Care"]

    as_hr.post(url("template_freeze", template.pk))
    template.refresh_from_db()
    page = text_of(as_hr.get(template.get_absolute_url()))
    assert template.is_frozen
    assert ("Make the next version" in page, "Add a section" in page) == (True, False)
    as_hr.post(url("template_next", template.pk))
    assert Template.objects.get(key="probation", version=2).sections.count() == 1


@pytest.mark.parametrize(
    ("fields", "name", "words"),
    [
        ({"kind": "rating"}, "scale", "Choose the scale."),
        ({"kind": "competency"}, "competency", "Choose the competency."),
        ({"kind": "text", "purpose": "performance"}, "purpose", "from a rating only"),
        ({"kind": "text", "words": ""}, "words", "This field is required."),
        ({"kind": "text", "asked_self": ""}, "asked_self", "Choose at least one who answers it."),
        ({"kind": "other"}, "kind", "Select a valid choice"),
        ({"kind": "text", "help": "x" * 2001}, "help", "2001 characters long"),
        ({"kind": "rating", "scale": "9999999"}, "scale", "Select a valid choice"),
        ({"kind": "text", "asked_self": "perhaps"}, "asked_self", "Select a valid choice"),
    ],
)
def test_a_bad_question_is_told_beside_its_field_and_nothing_is_lost(as_hr, annual, fields, name, words):
    section = annual.sections.first()
    count = Question.objects.count()
    sent = {"words": "Typed with care?", "help": "", "purpose": "", "readers": "subject", "asked_self": "optional"}

    answer = as_hr.post(url("question_new", annual.pk, section.pk), sent | fields)

    assert answer.status_code == 422
    assert words in " ".join(answer.context["form"].errors[name])
    assert fields.get("words", "Typed with care?") in text_of(answer)
    assert Question.objects.count() == count


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([(1, "No", ""), (1, "Yes", "")], "Two levels have the value 1."),
        ([(1, "Same", ""), (2, "same", "")], "Two levels are called “same”."),
        ([(1, "Only", "")], "at least two levels"),
        ([(1, "", "Described but nameless."), (2, "Yes", "")], "Name this level, or empty its row."),
        ([("", "No", ""), (2, "Yes", "")], "Give this level its value"),
        ([(11, "No", ""), (2, "Yes", "")], "less than or equal to 10"),
    ],
)
def test_a_bad_scale_is_told_and_changes_nothing(as_hr, annual, rows, words):
    scale = annual.scales.get(name="Results")

    answer = as_hr.post(url("scale_edit", annual.pk, scale.pk), {"name": "Results", **levels(*rows)})

    assert (answer.status_code, words in text_of(answer)) == (422, True)
    assert scale.levels.count() == 5


def test_a_scale_in_use_is_not_taken_away_and_the_page_says_where(as_hr, annual):
    scale = annual.scales.get(name="Results")

    answer = as_hr.post(url("scale_remove", annual.pk, scale.pk), follow=True)

    assert "“Results” is used by “Results against what the job asks”" in text_of(answer)
    assert annual.scales.filter(pk=scale.pk).exists()


def test_a_section_is_asked_about_before_it_goes_with_its_questions(as_hr, annual):
    section = annual.sections.first()

    asked = text_of(as_hr.get(url("section_remove", annual.pk, section.pk)))
    as_hr.post(url("section_remove", annual.pk, section.pk))

    assert "Its questions go with it." in asked
    assert not annual.sections.filter(pk=section.pk).exists()


def test_a_frozen_version_leads_back_and_says_why(as_hr, hr, annual):
    services.freeze(annual, by=hr)
    section = annual.sections.first()

    answer = as_hr.get(url("section_edit", annual.pk, section.pk), follow=True)

    assert "This version is frozen. Make the next version to change it." in text_of(answer)
    assert as_hr.post(url("section_edit", annual.pk, section.pk), {"title": "X"}).status_code == 302
    assert annual.sections.first().title == section.title


def test_preview_shows_each_relation_its_own_questions_and_who_will_read(as_hr, annual):
    competency = annual.competencies.get(name="Judgement")
    level = competency.scale.levels.get(value=1)
    CompetencyLevel.objects.create(competency=competency, level=level, job_level="P5", description="Sees what to ask.")

    pages = {
        relation: text_of(as_hr.get(url("template_preview", annual.pk, relation)))
        for relation in ("self", "manager", "peer", "upward")
    }

    potential = "Readiness for a next step"
    assert {relation: potential in page for relation, page in pages.items()} == {
        "self": False,
        "manager": True,
        "peer": False,
        "upward": False,
    }
    assert "Read by those who calibrate, and by nobody else." in pages["manager"]
    assert "7 questions, 6 required" in pages["manager"]
    assert "Sees what to ask." not in pages["manager"]
    assert "Sees what to ask." in text_of(as_hr.get(url("template_preview", annual.pk, "manager") + "?job_level=p5"))
    assert "<form method" not in pages["manager"].split('class="preview"')[1]
    assert as_hr.get(url("template_preview", annual.pk, "boss")).status_code == 404


def test_export_and_import_check_first_and_write_all_or_nothing(as_hr, hr, annual):
    services.freeze(annual, by=hr)
    exported = as_hr.get(url("template_export", annual.pk))
    assert exported["Content-Disposition"] == 'attachment; filename="annual-1.json"'

    def send(content: bytes):
        return as_hr.post(url("template_import"), {"file": SimpleUploadedFile("t.json", content)})

    broken = json.loads(exported.content)
    broken["sections"][0]["questions"][2]["scale"] = "Gone"
    answer = send(json.dumps(broken).encode())
    assert answer.status_code == 422
    assert "Section 1, question 3: there is no scale “Gone”" in text_of(answer)
    checked = send(exported.content)
    assert (checked.status_code, Template.objects.filter(key="annual").count()) == (200, 1)
    assert "3 sections with 8 questions, 3 scales, 2 competencies" in text_of(checked)
    made = as_hr.post(url("template_import"), {"text": checked.context["text"], "import": "1"})
    assert made["Location"] == Template.objects.get(key="annual", version=2).get_absolute_url()
    again = as_hr.post(url("template_import"), {"text": checked.context["text"], "import": "1"})
    assert (again.status_code, "is being edited; finish or drop" in text_of(again)) == (422, True)
    assert as_hr.post(url("template_import"), {}).status_code == 422
    assert as_hr.post(url("template_import"), {"text": "{", "import": "1"}).status_code == 422


def test_a_template_that_a_cycle_uses_is_not_dropped(as_hr, annual):
    CycleFactory(template=annual, name="Annual 2026")

    page = text_of(as_hr.get(annual.get_absolute_url()))
    answer = as_hr.post(url("template_drop", annual.pk), follow=True)

    assert ("Annual 2026" in page, "Drop this version" in page) == (True, False)
    assert "A review cycle uses this version; it stays." in text_of(answer)


def test_a_half_written_question_is_a_draft_until_it_is_saved(as_hr, hr, annual):
    section = annual.sections.first()
    tab = Tab(as_hr, url("question_new", annual.pk, section.pk)).open()

    tab.save(kind="text", words="Half a thought", help="", readers="subject", asked_peer="required")
    page = text_of(as_hr.get(tab.path))
    drafts = text_of(as_hr.get("/drafts/"))
    tab.send(kind="text", words="A whole thought?", help="", readers="subject", asked_peer="required")

    assert ("Half a thought" in page, "Your draft of" in page) == (True, True)
    assert "A part of Annual with peers, version 1" in drafts
    assert not Draft.objects.filter(author=hr, state=Draft.State.OPEN).exists()
    assert section.questions.last().words == "A whole thought?"


def test_the_rows_of_a_competency_are_kept_in_a_draft_too(as_hr, annual):
    competency = annual.competencies.get(name="Judgement")
    tab = Tab(as_hr, url("competency_edit", annual.pk, competency.pk)).open()

    tab.save(name="Judgement", description="", scale=competency.scale_id, words_4="A fifth, half writ")

    assert "A fifth, half writ" in text_of(as_hr.get(tab.path))


@pytest.mark.parametrize("count", [1, 3])
def test_a_template_costs_the_same_whatever_it_asks(as_hr, annual, django_assert_num_queries, count):
    for _n in range(count):
        QuestionFactory(section=SectionFactory(template=annual), rating=True)
    as_hr.get(annual.get_absolute_url())

    with django_assert_num_queries(11):
        as_hr.get(annual.get_absolute_url())
    with django_assert_num_queries(8):
        as_hr.get(url("template_preview", annual.pk, "manager"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_it_holds(as_hr, django_assert_num_queries, count):
    for n in range(count):
        QuestionFactory(section__template__name=f"Extra {n}")

    with django_assert_num_queries(3):
        answer = as_hr.get(url("template_changelist"))
    assert f"Extra {count - 1}" in text_of(answer)


def test_a_partner_looks_and_finds_no_button(client, annual, hr):
    partner = EmployeeFactory()
    partner.role_grants.create(role="partner", department=DepartmentFactory())
    client.force_login(partner)

    page = text_of(client.get(annual.get_absolute_url()))

    assert [words for words in ("Freeze", "Edit", "Add a", "Drop this") if words in page.split("<main")[-1]] == []
    assert template_file.to_json(annual) == client.get(url("template_export", annual.pk)).content
