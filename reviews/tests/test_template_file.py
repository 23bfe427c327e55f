"""A template as a file: what goes out comes in the same, and every fault has its place."""

import copy
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviews import services, template_file
from reviews.models import Template
from reviews.starters import STARTERS
from reviews.template_tree import build, dump

pytestmark = pytest.mark.django_db


def faults_of(data) -> list[str]:
    return template_file.read(json.dumps({"format": template_file.FORMAT, **data}).encode())[1]


@pytest.mark.parametrize("starter", STARTERS, ids=lambda each: each["key"])
def test_what_goes_out_comes_in_the_same(hr, starter):
    template = build(starter, key="mine")
    services.freeze(template, by=hr)

    data, faults = template_file.read(template_file.to_json(template))
    made = services.import_template(data, by=hr)

    assert faults == []
    assert (made.key, made.version) == ("mine", 2)
    assert dump(made) == dump(template)


def test_a_new_key_is_a_new_template(hr):
    made = services.import_template(copy.deepcopy(STARTERS[0]) | {"key": "other"}, by=hr)

    assert (made.key, made.version) == ("other", 1)


def test_a_version_that_is_open_refuses_the_file(hr):
    with pytest.raises(Exception, match="is being edited already"):
        services.import_template(STARTERS[0], by=hr)
    assert Template.objects.filter(key=STARTERS[0]["key"]).count() == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"format": "review template"', b'{"a": NaN}', b"[" * 100_000, b"{}"],
)
def test_what_is_no_template_is_told_in_one_sentence(content):
    data, faults = template_file.read(content)

    assert data == {}
    assert len(faults) == 1


def test_a_file_without_end_is_not_read():
    assert "larger" in template_file.read(b" " * (template_file.BYTES_MOST + 1))[1][0]


def annual(change):
    data = copy.deepcopy(STARTERS[1])
    change(data)
    return data


def at(data, *place):
    for each in place:
        data = data[each]
    return data


CHANGES = {
    "Scale 1, level 2: the same value as number 1": lambda d: at(d, "scales", 0, "levels", 1).update(value=1),
    "Scale 1, level 2: the same name as number 1": lambda d: at(d, "scales", 0, "levels", 1).update(label="BELOW"),
    "Scale 2: the same name as number 1": lambda d: at(d, "scales", 1).update(name="RESULTS"),
    "Section 1, question 3: there is no scale “Gone”": lambda d: at(d, "sections", 0, "questions", 2).update(
        scale="Gone"
    ),
    "Section 2, question 1: there is no competency “Gone”": lambda d: at(d, "sections", 1, "questions", 0).update(
        competency="Gone"
    ),
    "Competency 1: there is no scale “Gone”": lambda d: at(d, "competencies", 0).update(scale="Gone"),
    "Competency 1, level 1: the scale has no level 9": lambda d: at(d, "competencies", 0, "levels", 0).update(level=9),
    "Section 1, question 1, asked: “boss” is no relation": lambda d: at(d, "sections", 0, "questions", 0).update(
        asked={"boss": "required"}
    ),
    "Section 1, question 1, asked: it says neither “required” nor “optional”": lambda d: at(
        d, "sections", 0, "questions", 0
    ).update(asked={"self": True}),
    "Section 1, question 1: Nobody is asked this question: choose who answers it.": lambda d: at(
        d, "sections", 0, "questions", 0
    ).update(asked={}),
    "Section 1, question 1: “colour” is not known here": lambda d: at(d, "sections", 0, "questions", 0).update(
        colour="red"
    ),
    "Section 1, question 1, “words”: of another type than expected": lambda d: at(
        d, "sections", 0, "questions", 0
    ).update(words=7),
    "Scale 1, level 1, “value”: of another type than expected": lambda d: at(d, "scales", 0, "levels", 0).update(
        value=True
    ),
    "Section 3, question 2: Potential is never shown to the subject; choose other readers.": lambda d: at(
        d, "sections", 2, "questions", 1
    ).update(readers="subject"),
    "“key”: Small letters, digits and single hyphens.": lambda d: d.update(key="Not A Key"),
    "“name”: has a character that cannot be kept": lambda d: d.update(name="a\x00b"),
    "“description”: has a character that cannot be kept": lambda d: d.update(description="\ud800"),
    "Template: It asks nothing yet: add a section and a question.": lambda d: d.update(sections=[]),
    "Section 1: an object in braces is expected here": lambda d: d["sections"].__setitem__(0, "text"),
}


@pytest.mark.parametrize("fault", CHANGES)
def test_every_fault_is_named_with_its_place(fault):
    assert fault in faults_of(annual(CHANGES[fault]))


def test_a_template_without_a_fault_has_none():
    assert faults_of(annual(lambda data: None)) == []


def test_a_hundred_questions_are_refused_and_a_thousand_parts_are_not_read():
    question = STARTERS[0]["sections"][1]["questions"][0]

    assert any(
        "100 questions" in each
        for each in faults_of(annual(lambda d: d.update(sections=[{"title": "All", "questions": [question] * 100}])))
    )
    assert "Section 1, question: more than 200" in faults_of(
        annual(lambda d: d.update(sections=[{"title": "All", "questions": [question] * 1000}]))
    )


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "key", "scales", "levels", "sections", "questions", "asked", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(extra=st.dictionaries(st.sampled_from(["name", "key", "scales", "competencies", "sections"]), json_values))
def test_no_file_breaks_the_reader(extra):
    _data, faults = template_file.read(json.dumps({"format": template_file.FORMAT, **extra}).encode())

    assert faults
