"""Cite with one click where the cursor stands; and a result on paper."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WRITE = """
from reviews.models import Review
print(Review.objects.get(writer__email="manager@demo.example", relation="manager", state="open",
    participant__subject__email="employee@demo.example", participant__cycle__state="writing").pk)
"""
RESULT = """
from reviews.models import Participant
print(Participant.objects.get(subject__email="employee@demo.example", cycle__state="release").pk)
"""
CITED = "from reviews.models import Citation; print(Citation.objects.get().mark)"


def ask(served, code) -> str:
    return served.manage("shell", "-v0", "-c", code).strip()


@pytest.fixture
def own(serve):
    return serve(demo=30)


def test_a_click_cites_where_the_cursor_stands(page, own, log_in):
    log_in(page, own, "manager")
    page.goto(f"{own.url}/reviews/{ask(own, WRITE)}/write/")
    second = page.locator("textarea").nth(1)
    second.fill("Before after")
    second.evaluate("field => field.setSelectionRange(6, 6)")

    page.locator("button.cite").first.click()

    expect(second).to_have_value(re.compile(r"^Before \[.+\] ?after$|^Before \[.+\] after$"))
    mark = ask(own, CITED)
    assert f"[{mark}]" in second.input_value()
    expect(page.locator("[data-words-of]").nth(1)).not_to_have_text("Words: 0")
    expect(page.locator(".months .covered").first).to_be_visible()
    expect(page.locator("[data-draft-note]")).to_contain_text("Saved as draft")
    page.locator(".evidence-kinds label", has_text="Goals").click()
    expect(page.locator(".review-evidence > li:visible")).to_have_count(page.locator(".ev-objective").count())
    page.reload()
    expect(page.locator("textarea").nth(1)).to_have_value(re.compile(re.escape(f"[{mark}]")))


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_on_paper_it_says_whose_it_is_and_no_more_than_is_read(page, own, log_in, paper, tmp_path):
    log_in(page, own, "employee")
    page.goto(f"{own.url}/reviews/{ask(own, RESULT)}/")
    width = {"A4": 680, "Letter": 701}[paper]  # what the margins leave, in CSS pixels
    page.emulate_media(media="print")
    page.set_viewport_size({"width": width, "height": 1000})

    hidden = [".phases", ".page-actions", ".nav", ".bar", "form[data-draft]", ".review-standing"]

    assert [each for each in hidden if page.locator(each).first.is_visible()] == []
    expect(page.locator(".print-head")).to_contain_text("printed on")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.pdf(path=tmp_path / "review.pdf", format=paper)
    pages = len(re.findall(rb"/Type\s*/Page\b", (tmp_path / "review.pdf").read_bytes()))
    assert 1 <= pages <= 3


ANONYMOUS = """
from org.models import Employee
from reviews.models import Participant, Question, QuestionFor
there = Participant.objects.get(subject__email="manager@demo.example", cycle__state="writing")
for question in Question.objects.filter(section__template=there.cycle.template, kind="text").order_by("pk"):
    QuestionFor.objects.get_or_create(question=question, relation="upward")
there.cycle.relations.get_or_create(relation="upward", defaults={"due_on": there.cycle.relations.first().due_on})
for writer in Employee.objects.filter(manager=there.subject).order_by("pk"):
    there.anonymous_marks.get_or_create(relation="upward", writer=writer)
print(there.pk)
"""


def test_beside_an_anonymous_form_a_click_cites_and_nothing_is_sent(page, own, log_in):
    pk = ask(own, ANONYMOUS)
    log_in(page, own, "employee")
    page.goto(f"{own.url}/reviews/{pk}/anonymous/upward/")
    field, sent = page.locator("textarea").first, []
    field.fill("Seen:")
    page.on("request", lambda request: sent.append(request.method))

    page.locator("button.cite").first.click()

    expect(field).to_have_value(re.compile(r"^Seen: \[.+\]$"))
    expect(page.locator(".review-evidence > li.cited")).to_have_count(1)
    assert sent == []
    page.reload()
    expect(field).to_have_value(re.compile(r"^Seen: \[.+\]$"))  # in this tab
