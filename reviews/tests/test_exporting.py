"""What leaves a cycle as a table, for whom, and where that is written down."""

import io

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inbox.models import Notification
from org.models import ReadingRecord
from org.tests.factories import EmployeeFactory
from reviews import audience, exporting, services
from reviews.models import Answer, Citation, Cycle, Participant, Review, Step
from reviews.tests.factories import AnonymousMarkFactory, ParticipantFactory
from reviews.tests.planning import release_all, review_of, running, submit
from reviews.tests.test_writing import text_of

REASON = "Pay round of the year."
WORDS = ("Words of self.", "Words of manager.", "Words of peer.", "Between us.")


@pytest.fixture
def cycle(cast):
    """Released and written, with `cast.hr` named to read it; Tara leads Hanna and is reviewed in it too."""
    made = running(cast)
    made.readers.create(person=cast.hr, named_by=EmployeeFactory(hr=True))
    for relation in ("self", "manager", "peer"):
        submit(made, relation, f"Words of {relation}.", secret="Between us." if relation == "peer" else "")
    release_all()
    made.refresh_from_db()
    return made


def about(cycle, subject, words) -> Participant:
    other = ParticipantFactory(cycle=cycle, subject=subject)
    source = Review.objects.filter(relation="self", version=1).earliest("pk")
    sent = {"version": 1, "submitted_at": source.submitted_at}
    review = other.reviews.create(relation="self", writer=subject, state="submitted", **sent)
    submission = review.submissions.create(**sent)
    question = source.submissions.get().answers.exclude(text="").order_by("pk").first().question
    submission.answers.create(question=question, text=words)
    return other


def path(cycle, name, *args) -> str:
    return reverse(f"admin:reviews_cycle_{name}", args=[cycle.pk, *args])


def test_named_hr_reads_results_from_the_release_on_and_nobody_else_of_hr(cast, cycle):
    other = EmployeeFactory(hr=True)
    read = {role: Answer.objects.visible_to(person).exclude(text="").count() for role, person in
            {"named": cast.hr, "other": other, "administrator": cast.administrator}.items()}  # fmt: skip
    before = []
    for state in ("writing", "cancelled"):
        Cycle.objects.update(state=state)
        before.append(Answer.objects.visible_to(cast.hr).count() + Participant.objects.visible_to(cast.hr).count())

    assert read == {"named": 4, "other": 0, "administrator": 0}
    assert before == [0, 0]


def test_not_their_own_nor_their_managers_nor_once_they_are_no_longer_hr(cast, cycle):
    about(cycle, cast.hr, "Of Hanna herself."), about(cycle, cast.hr.manager, "Of Tara.")

    table = exporting.results(cycle, cast.hr)
    texts = {row[-3] for row in table.rows}
    named = set(Participant.objects.read_by_named(cast.hr).order_by("pk").values_list("subject", flat=True))
    cast.hr.role_grants.all().delete()
    after = exporting.results(cycle, type(cast.hr).objects.get(pk=cast.hr.pk))

    assert texts == {*WORDS, ""}
    assert named == {cast.subject.pk}
    assert after.rows == []


def test_every_rating_leaves_with_its_word_and_scale(cast, cycle):
    table = exporting.results(cycle, cast.hr)
    at = table.headings.index
    rated = [row for row in table.rows if row[at("Level")]]

    assert [(row[at("Level")], row[at("Value")], row[at("Scale")]) for row in rated] == [
        ("Meets", 2, "Below < Meets < Exceeds")
    ] * 2
    assert {(row[at("Relation")], row[at("Written by")]) for row in table.rows} == {
        ("self-review", "Sam Example"),
        ("manager review", "Mona Example"),
        ("peer review", "Pia Example"),
    }


def test_hr_who_lead_the_person_do_not_learn_who_wrote_in_confidence(cast, cycle):
    Participant.objects.update(manager=cast.hr)

    table = exporting.results(cycle, cast.hr)

    assert "Pia Example" not in {row[table.headings.index("Written by")] for row in table.rows}


def test_an_export_is_recorded_for_everybody_in_it_and_told(cast, cycle):
    client = cast.client("hr")
    bare = client.post(path(cycle, "results"), {"reason": " ", "ending": "csv"})
    assert (bare.status_code, ReadingRecord.objects.count(), Step.objects.count()) == (422, 0, 0)

    answer = client.post(path(cycle, "results"), {"reason": REASON, "ending": "csv"})

    assert answer["Content-Disposition"].endswith('results.csv"')
    assert [words in answer.content.decode() for words in WORDS] == [True] * 4
    entry = ReadingRecord.objects.get()
    assert (entry.read_by, entry.why, entry.kind) == (cast.hr, REASON, "review-results")
    everybody = {cast.subject.pk, cast.manager.pk, cast.peer.pk}
    assert set(entry.people.order_by("pk").values_list("pk", flat=True)) == everybody
    assert set(Notification.objects.order_by("pk").values_list("person", "kind")) == {
        (pk, "review-exported") for pk in everybody
    }
    assert Step.objects.get(what="exported").reason == REASON
    record = reverse("privacy:reading_record")
    seen = {role: REASON in text_of(cast.client(role).get(record)) for role in ("subject", "peer", "hr", "stranger")}
    assert seen == {"subject": True, "peer": True, "hr": False, "stranger": False}


def test_without_a_right_nothing_leaves_and_nothing_is_written(cast, cycle):
    cast.peer.role_grants.create(role="partner", department=cast.peer.department)
    other = EmployeeFactory(hr=True)
    for person in (other, cast.administrator, cast.manager):
        with pytest.raises(PermissionDenied):
            services.export_results(cycle, REASON, by=person)
    Cycle.objects.update(state="writing")
    with pytest.raises(ValidationError, match="opens with the release"):
        services.export_results(cycle, REASON, by=cast.hr)

    assert not ReadingRecord.objects.exists()
    assert not Step.objects.exists()


def test_where_the_record_cannot_be_written_nothing_is_handed_out(cast, cycle, monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError("no disk")

    monkeypatch.setattr("reviews.services.exporting.record_export", fails)

    with pytest.raises(RuntimeError):
        services.export_results(cycle, REASON, by=cast.hr)
    assert not Step.objects.exists()
    assert not Notification.objects.exists()


def test_the_named_open_the_page_and_the_result(cast, cycle):
    client = cast.client("hr")
    participant = Participant.objects.get()

    page = text_of(client.get(path(cycle, "results")))
    result = text_of(client.get(reverse("reviews:review", args=[participant.pk])))
    index = text_of(client.get(reverse("reviews:index")))
    cycle_page = text_of(client.get(path(cycle, "change")))

    assert ("Sam Example" in page, "Read and export the results" in cycle_page) == (True, True)
    assert [words in result for words in (*WORDS, "You read this as an HR person named")] == [True] * 5
    assert ("Say that you received it" in result, "Goals of the period" in result) == (False, False)
    assert str(cycle) not in index


def test_completion_counts_and_says_nothing(cast, cycle):
    about(cycle, cast.hr, "Of Hanna herself.")
    AnonymousMarkFactory(participant=Participant.objects.get(subject=cast.subject), writer=cast.report)
    services.acknowledge(Participant.objects.get(subject=cast.subject), "comment", "A secret word.", by=cast.subject)
    cast.peer.role_grants.create(role="partner", department=cast.subject.department)
    Cycle.objects.get().departments.add(cast.subject.department)

    answers = {role: cast.client(role).get(path(cycle, "completion", "csv")) for role in ("hr", "peer", "subject")}
    book = openpyxl.load_workbook(io.BytesIO(cast.client("hr").get(path(cycle, "completion", "xlsx")).content))

    assert {role: answer.status_code for role, answer in answers.items()} == {"hr": 200, "peer": 200, "subject": 302}
    lines = answers["hr"].content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].endswith("1 of 1,1 of 1,1 of 1,,\"I received it, with a comment\"")
    assert [words in answers["hr"].content.decode() for words in (*WORDS, "secret", "Hanna")] == [False] * 6
    assert [cell.value for cell in next(book.active.iter_rows(min_row=2))][1] == "Sam Example"
    assert not ReadingRecord.objects.exists()


@pytest.mark.parametrize("relation", ["self", "manager", "peer"])
def test_the_form_says_beforehand_that_they_read_it(cast, relation):
    bare = running(cast)
    named = running(cast)
    named.readers.create(person=cast.hr, named_by=EmployeeFactory(hr=True))

    found = [Review.objects.with_readers().get(pk=review_of(each, relation).pk) for each in (bare, named)]
    said = [audience.of_form(each, None) for each in found]

    assert ["Nobody else does." in words for words in said] == [True, False]
    assert ["HR people named for this cycle read it" in words for words in said] == [False, True]


def test_a_citation_is_for_the_named_only_where_both_could_read_it(cast, cycle):
    answer = Answer.objects.exclude(text="").filter(submission__review__relation="manager").get()
    row = {"review": review_of(cycle, "manager"), "kind": "check-in", "words": "Kept."}
    for number, is_both in ((1, True), (2, False)):
        made = Citation.objects.create(
            object_id=number, mark=f"M{number}", is_open_to_subject=True, is_open_to_manager=is_both, **row
        )
        made.answers.add(answer)

    assert list(Citation.objects.visible_to(cast.hr).order_by("pk").values_list("mark", flat=True)) == ["M1"]


def test_more_than_a_workbook_takes_is_refused_before_anything_is_recorded(cast, cycle, monkeypatch):
    monkeypatch.setattr("reviews.admin.exports.XLSX_ROWS", 3)

    refused = cast.client("hr").post(path(cycle, "results"), {"reason": REASON, "ending": "xlsx"})
    done = cast.client("hr").post(path(cycle, "results"), {"reason": REASON, "ending": "csv"})

    assert (refused.status_code, "Choose CSV" in text_of(refused), REASON in text_of(refused)) == (422, True, True)
    assert (done.status_code, ReadingRecord.objects.count()) == (200, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_tables_cost_the_same_whatever_is_in_them(cast, cycle, count):
    for place in range(count - 1):
        about(cycle, EmployeeFactory(), f"Words {place}.")
    assert cast.hr.is_hr  # the roles are loaded once

    with CaptureQueriesContext(connection) as queries:
        exporting.results(cycle, cast.hr)
        results = len(queries)
        exporting.completion(cycle, cast.hr)

    assert (results, len(queries) - results) == (6, 3)
