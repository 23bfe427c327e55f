"""The main job in a browser, from an empty database to the mail of a morning; on whatever database it is run."""

import csv
import re
import time
from datetime import date, timedelta

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "a bridge of words 7"
COLUMNS = "Employee #,First Name,Last Name,Work Email,Title,Department,Location,Time Zone,Supervisor email,Hire Date"
PEOPLE = [
    COLUMNS.split(","),
    *(
        [number, first, last, f"{first.lower()}@bridge.example", title, department, "Jena", "UTC", boss, "2018-05-01"]
        for number, first, last, title, department, boss in [
            ("1", "Kim", "Top", "CEO", "", ""),
            ("2", "Petra", "Human", "Head of HR", "People", "kim@bridge.example"),
            ("3", "Joana", "Lima", "Team Lead", "Firmware", "kim@bridge.example"),
            ("4", "Ana", "Souza", "Engineer", "Firmware", "joana@bridge.example"),
        ]
    ),
]


def period_of(day: date) -> str:
    return f"{day.year} Q{(day.month - 1) // 3 + 1}"


def goals() -> list[list[str]]:
    period = period_of(date.today())  # noqa: DTZ011 - the server's day is this machine's
    head = (
        "Ref,Period,Scope,Department,Owner,Objective,Aligned to,Weight,Visible to,"
        "Key result,Unit,Baseline,Target,Current,KR weight,Confidence"
    )
    return [
        head.split(","),
        ["C1", period, "company", "", "kim@bridge.example", "Deliver what we promise", "", "", "everyone", *[""] * 7],
        ["A1", period, "individual", "", "ana@bridge.example", "Make the release boring", "C1", "1", "everyone",
         "Open severity-1 defects", "number", "20", "0", "15", "1", "6"],
    ]  # fmt: skip


def write(path, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


def shell(served, code: str) -> str:
    return served.manage("shell", "-v0", "-c", code).strip()


def log_in(page, served, email):
    page.context.clear_cookies()
    page.goto(f"{served.url}/accounts/login/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(f"{served.url}/")


def upload(page, served, path, *, kind):
    """Bring a file to the admin and apply it, by the buttons that HR presses."""
    page.goto(f"{served.url}/admin/{kind}/add/")
    page.locator("input[type=file]").set_input_files(path)
    page.locator(".submit-row input.default").click()
    if kind == "org/peopleimport":
        page.get_by_role("button", name="Show the dry run").click()
    page.locator("input[name=apply]").click()
    page.get_by_text("Applied on").wait_for()


def mails(served, to: str) -> list[str]:
    texts = [file.read_text() for file in served.data_dir.joinpath("mail").glob("*")]
    parts = [part for text in texts for part in text.split("-" * 79)]
    return [part for part in parts if re.search(rf"^To: .*{re.escape(to)}", part, re.MULTILINE)]


def wait_for(check, seconds: float):
    end = time.monotonic() + seconds
    while not (found := check()) and time.monotonic() < end:
        time.sleep(0.2)
    return found


def test_from_import_to_mail(page, serve, tmp_path):
    served = serve()
    served.manage("make_hr", "petra@bridge.example", "--name", "Petra Human")
    shell(
        served,
        "from org.models import Employee; p = Employee.objects.get(); "
        f"p.set_password({PASSWORD!r}); p.save()",
    )

    # HR imports the company and its goals, and invites the manager.
    log_in(page, served, "petra@bridge.example")
    upload(page, served, write(tmp_path / "people.csv", PEOPLE), kind="org/peopleimport")
    upload(page, served, write(tmp_path / "goals.csv", goals()), kind="goals/goalsimport")
    page.goto(f"{served.url}/admin/org/employee/?q=joana")
    page.locator("input.action-select").first.check()
    page.locator("select[name=action]").select_option(label="Invite to set a password")
    with page.expect_navigation():
        page.locator(".actions button[type=submit], .actions input[type=submit]").first.click()
    with page.expect_navigation():
        page.locator("#content form [type=submit]").first.click()
    invitation = wait_for(lambda: mails(served, "joana@bridge.example"), 20)
    link = re.search(r"http://127\S+/people/invitation/\S+", invitation[0].replace("=\n", "")).group()

    # The manager sets a password, finds the check-in and logs it.
    page.context.clear_cookies()
    page.goto(link)
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url(f"{served.url}/accounts/login/")
    log_in(page, served, "joana@bridge.example")
    count = "from feedback.models import CheckIn; print(CheckIn.objects.count() or '')"
    assert wait_for(lambda: shell(served, count), 90)
    company = shell(served, "from goals.models import Objective; print(Objective.objects.get(ref='C1').pk)")
    page.goto(f"{served.url}/goals/{company}/")
    assert "25" in page.locator(".figure").first.inner_text()
    page.goto(f"{served.url}/check-ins/")
    page.get_by_role("link", name="Log check-in").first.click()
    page.locator("[name$=value]").first.fill("10")
    page.locator("[name=went_well]").fill("Fewer defects than ever.")
    with page.expect_navigation():
        page.get_by_role("button", name="Log check-in").click()

    # The company objective moves within five seconds, without anybody doing anything.
    def moved():
        page.goto(f"{served.url}/goals/{company}/")
        return "50" in page.locator(".figure").first.inner_text()

    assert wait_for(moved, 5)

    # The next morning on which something waits, each whom it waits for has one mail.
    due = date.fromisoformat(shell(
        served,
        "from feedback.models import CheckIn; from django.utils import timezone; "
        "print(CheckIn.objects.get(employee__email='ana@bridge.example', state='upcoming').due_on)",
    ))  # fmt: skip
    while due.weekday() > 4:
        due += timedelta(days=1)
    morning = f"{due.isoformat()}T09:00:00+00:00"
    before = len(mails(served, "joana@bridge.example"))
    assert re.search(r"^sent [1-9]", served.manage("send_daily_mail", "--now", morning).splitlines()[-1])
    assert served.manage("send_daily_mail", "--now", morning).splitlines()[-1].startswith("sent 0,")
    assert len(mails(served, "joana@bridge.example")) == before + 1
    assert "Fewer defects than ever" not in "".join(mails(served, "ana@bridge.example"))
