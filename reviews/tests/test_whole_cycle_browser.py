"""A review cycle of thirty people from an idea to closed: as HR, manager, peer, report, facilitator and subject see it.

The first of each kind does it in the browser; the others do the same by the services, in the served product's database.
On whatever database and broker it is run.
"""

import csv
import re
import time
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "a bridge of words 7"
HEADINGS = "Employee #,First Name,Last Name,Work Email,Title,Department,Location,Time Zone,Supervisor email,Hire Date"
LEADERS = {"Firmware": "Joana Lima", "Optics": "Lars Holm", "Data": "Mina Rao"}
REPORTS = {
    "Firmware": "Ana Ben Cleo Dan Eva Finn Gita Hugo",
    "Optics": "Ida Jan Kira Leo Maya Nils Olga Pia",
    "Data": "Quin Rosa Sven Tara Uwe Vera Wim Xenia",
}

OPEN_THE_DOORS = f"""
from django.contrib.auth.hashers import make_password
from org.models import Employee, RoleGrant
Employee.objects.update(password=make_password({PASSWORD!r}))
RoleGrant.objects.create(employee=Employee.objects.get(email="hedda@bridge.example"), role="hr")
"""
# As the first of each kind does it in the browser: those who have not yet.
NOMINATE = """
from org.models import Employee
from reviews import asking, services
from reviews.models import Cycle
cycle = Cycle.objects.get()
for each in cycle.participants.select_related("subject", "manager").order_by("pk"):
    team = list(Employee.objects.filter(manager=each.manager_id).order_by("pk").values_list("pk", flat=True))
    if each.manager is None or each.nominations.exists():
        continue
    for nominee in Employee.objects.filter(pk__in=asking.peers_in_circle(each.subject_id, team, 2)).order_by("pk"):
        services.propose(each, nominee, by=each.subject)
        services.approve(each, nominee, by=each.manager)
"""
WRITE = """
from reviews import answering, services
from reviews.models import AnonymousMark, Review
def given(review):
    middle = lambda levels: levels[len(levels) // 2].pk
    return {
        each.question.pk: answering.Given(level=middle(each.levels)) if each.levels
        else answering.Given(text=f"{review.writer.first_name} of {review.participant.subject.first_name}.")
        for each in answering.asked_in(review)
    }
about = ("participant__cycle", "participant__subject", "writer")
for review in Review.objects.filter(state="open").select_related(*about):
    services.submit(review, given(review), by=review.writer)
for mark in AnonymousMark.objects.filter(has_answered=False).select_related(*about):
    form = answering.form_of(mark.participant, mark.relation, mark.writer)
    services.answer(mark.participant, mark.relation, given(form), by=mark.writer)
"""


def people() -> list[list[str]]:
    def row(number, name, title, department, boss):
        first, last = name.split()
        address = f"{first.lower()}@bridge.example"
        return [str(number), first, last, address, title, department, "Jena", "UTC", boss, "2018-05-01"]

    rows = [
        row(1, "Kim Top", "CEO", "", ""),
        row(2, "Petra Human", "Head of HR", "People", "kim@bridge.example"),
        row(3, "Hedda Vogt", "HR Partner", "People", "petra@bridge.example"),
    ]
    for department, leader in LEADERS.items():
        rows.append(row(len(rows) + 1, leader, "Team Lead", department, "kim@bridge.example"))
        boss = rows[-1][3]
        for name in REPORTS[department].split():
            rows.append(row(len(rows) + 1, f"{name} Berg", "Engineer", department, boss))
    return rows


def shell(served, code: str) -> str:
    return served.manage("shell", "-v0", "-c", code).strip()


def log_in(page, served, name: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{served.url}/accounts/login/")
    page.locator("[name=login]").fill(f"{name}@bridge.example")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(f"{served.url}/")


def press(page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


def now_in(page, phase: str) -> None:
    expect(page.locator(".phases .now")).to_contain_text(phase)


@pytest.fixture
def company(serve, tmp_path):
    """Thirty people, of whom Petra and Hedda are HR; everyone can log in."""
    served = serve()
    served.manage("make_hr", "petra@bridge.example", "--name", "Petra Human")
    file = tmp_path / "people.csv"
    with file.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([HEADINGS.split(","), *people()])
    served.manage("import_people", file, "--apply")
    shell(served, OPEN_THE_DOORS)
    return served


def test_thirty_people_go_through_a_whole_cycle(page, company):
    served = company
    address = prepare(page, served)
    launch(page, address)
    name_peers(page, served)
    shell(served, NOMINATE)
    begin_writing(page, served, address)
    write(page, served)
    shell(served, WRITE)
    group(page, served, address)
    calibrate(page, served)
    release(page, served, address)
    read_and_answer(page, served)
    close(page, served, address)


def prepare(page, served) -> str:
    """Petra plans the cycle, and names Hedda to read with those who calibrate. The address of its page."""
    today = date.today()  # noqa: DTZ011 - the server's day is this machine's
    spans = {"nomination": (0, 3), "writing": (4, 10), "calibration": (11, 12), "release": (13, 20)}
    log_in(page, served, "petra")
    page.goto(f"{served.url}/admin/reviews/cycle/add/")
    page.locator("[name=name]").fill("Annual review")
    page.locator("[name=starts_on]").fill(str(today - timedelta(365)))
    page.locator("[name=ends_on]").fill(str(today - timedelta(1)))
    page.locator("[name=template]").select_option(label=annual(page))
    page.locator("[name=peer_count]").fill("2")
    for phase, (first, last) in spans.items():
        page.locator(f"[name={phase}_from]").fill(str(today + timedelta(first)))
        page.locator(f"[name={phase}_to]").fill(str(today + timedelta(last)))
    press(page, "Make the cycle")
    now_in(page, "Set-up")
    address = page.url
    page.get_by_role("link", name="Name who of HR will read").click()
    page.locator("[name=person]").fill("hedda@bridge.example")
    press(page, "Name this person")
    expect(page.locator("#content .plain-rows")).to_contain_text("Hedda Vogt")
    return address


def annual(page) -> str:
    options = page.locator("[name=template] option").all_inner_texts()
    return next(each for each in options if "Annual with peers" in each)


def launch(page, address) -> None:
    """What the checks find is looked at; the worker takes everybody in."""
    page.goto(address)
    page.get_by_role("link", name="Check and launch for 30 people").click()
    expect(page.locator(".problems")).to_contain_text("no manager")
    expect(page.locator(".problems .red")).to_have_count(0)
    press(page, "Launch for 30 people")
    deadline = time.monotonic() + 60
    while page.locator(".phases .now", has_text="Nomination").count() == 0 and time.monotonic() < deadline:
        page.wait_for_timeout(500)
        page.goto(address)
    now_in(page, "Nomination")
    expect(page.locator("#content .head")).to_contain_text("30 people")


def name_peers(page, served) -> None:
    """Ana proposes two, one of another team; Joana approves both."""
    log_in(page, served, "ana")
    page.goto(f"{served.url}/reviews/")
    page.get_by_role("link", name="Propose peers").click()
    for name in ("Ben", "Ida"):
        page.get_by_placeholder("Part of a name, title or e-mail").fill(name)
        press(page, "Find")
        press(page, f"Propose {name} Berg")
    log_in(page, served, "joana")
    page.goto(f"{served.url}/reviews/")
    page.get_by_role("link", name="Peers Ana Berg").click()
    press(page, "Approve 2 peers")
    expect(page.locator(".review-rows").first).to_contain_text("Ida Berg")


def begin_writing(page, served, address) -> None:
    log_in(page, served, "petra")
    page.goto(address)
    page.get_by_role("link", name="Begin writing").click()
    page.locator("[name=reason]").fill("Everybody has named their peers.")
    press(page, "Begin writing")
    now_in(page, "Writing")


def write(page, served) -> None:
    """Of Ana: herself, Ida and Joana, who reads the self-review once hers is submitted. Of Joana: Ana, anonymously."""
    log_in(page, served, "joana")
    about_ana = review_of_ana(served)
    assert page.goto(f"{served.url}/reviews/{about_ana}/").status == 200
    expect(page.locator("main")).not_to_contain_text("My year, in a word")

    log_in(page, served, "ana")
    fill_in(page, served, "Your self-review", "My year, in a word.", "Submit self-review")
    log_in(page, served, "ida")
    fill_in(page, served, "Ana Berg", "She saw it first.", "Submit review")
    log_in(page, served, "joana")
    page.goto(f"{served.url}/reviews/{about_ana}/")
    expect(page.locator("main")).not_to_contain_text("My year, in a word")
    fill_in(page, served, "Ana Berg", "A year without a recall.", "Submit review")
    page.goto(f"{served.url}/reviews/{about_ana}/")
    expect(page.locator("main")).to_contain_text("My year, in a word")
    log_in(page, served, "ana")
    fill_in(page, served, "anonymous", "Say it earlier.", "Send without my name")
    page.goto(f"{served.url}/reviews/{about_ana}/")
    expect(page.locator("main")).not_to_contain_text("A year without a recall")


def review_of_ana(served) -> str:
    code = "from reviews.models import Participant; print(Participant.objects.get(subject__first_name='Ana').pk)"
    return shell(served, code)


def fill_in(page, served, about: str, words: str, button: str) -> None:
    """The form that waits for whoever is logged in; each question is answered."""
    page.goto(f"{served.url}/reviews/")
    row = page.locator(".review-rows li", has_text=about)
    with page.expect_navigation():
        row.get_by_role("link", name=re.compile("^Write")).first.click()
    for field in page.locator(".review-write textarea").all():
        field.fill(words)
    for levels in page.locator(".review-write .levels").all():
        levels.locator("input").nth(2).check()
    press(page, button)
    assert page.get_by_role("alert").all_inner_texts() == []


def group(page, served, address) -> None:
    """All in one session, led by Kim, who reads nothing about Kim; writing ends with its start."""
    log_in(page, served, "petra")
    page.goto(address)
    page.get_by_role("link", name="Say who calibrates whom").click()
    page.locator("[name=name]").fill("Everybody")
    press(page, "Make group")
    page.get_by_role("link", name="Everybody").click()
    page.locator("[name=person]").fill("kim@bridge.example")
    press(page, "Name this person")
    page.goto(address)
    page.get_by_role("link", name="Start calibration").click()
    page.locator("[name=reason]").fill("All have written.")
    press(page, "Start calibration")
    now_in(page, "Calibration")


def calibrate(page, served) -> None:
    log_in(page, served, "kim")
    page.goto(f"{served.url}/reviews/")
    page.get_by_role("link", name=re.compile("Open the session")).click()
    expect(page.locator("main")).not_to_contain_text("Kim of Kim")
    page.get_by_role("link", name=re.compile("Ana Berg")).first.click()
    page.locator(".levels label", has_text="Exceeds").first.locator("input").check()
    page.locator("[name=reason]").fill("The recall that did not happen.")
    press(page, "Change rating")


def release(page, served, address) -> None:
    log_in(page, served, "petra")
    page.goto(address)
    page.get_by_role("link", name=re.compile("^Release ")).click()
    press(page, "Release 30 reviews")
    now_in(page, "Release")


def read_and_answer(page, served) -> None:
    """Ana reads what stands, and answers with a comment; Joana reads it, and what her team said without names."""
    log_in(page, served, "ana")
    page.goto(f"{served.url}/reviews/")
    page.get_by_role("link", name="Read your review").click()
    result = page.locator("main")
    for words in ("A year without a recall.", "She saw it first.", "performance stands at “Exceeds”"):
        expect(result).to_contain_text(words)
    for words in ("The recall that did not happen.", "Ready now", "Ida Berg"):
        expect(result).not_to_contain_text(words)
    page.get_by_label("I received it, with a comment").check()
    page.get_by_label("Comment", exact=True).fill("Nothing in it was news.")
    press(page, "Send answer")

    log_in(page, served, "joana")
    page.goto(f"{served.url}/reviews/{review_of_ana(served)}/")
    for words in ("Nothing in it was news.", "The recall that did not happen.", "Ready now"):
        expect(page.locator("main")).to_contain_text(words)
    page.goto(f"{served.url}/reviews/history/")
    page.get_by_role("link", name="Annual review").first.click()
    expect(page.locator("main")).to_contain_text("Say it earlier.")


def close(page, served, address) -> None:
    log_in(page, served, "petra")
    page.goto(address)
    page.get_by_role("link", name="Close the cycle").click()
    expect(page.locator("#content")).to_contain_text("1 of 30 people said that they received it.")
    page.locator("[name=reason]").fill("The year goes on.")
    press(page, "Close this cycle")
    now_in(page, "Closed")
    log_in(page, served, "ana")
    page.goto(f"{served.url}/reviews/history/")
    page.get_by_role("link", name="Annual review").first.click()
    expect(page.locator("main")).to_contain_text("Nothing in it was news.")
    expect(page.get_by_role("button", name="Send answer")).to_have_count(0)
