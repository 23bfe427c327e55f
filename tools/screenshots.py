"""Draws the main pages of a demo company into screenshots/: each role, light and dark, wide and narrow.

`make screenshots`, or a part of it: `make screenshots ARGS="objective today"` (names that contain one of the words).
`make screenshots ARGS=docs` draws the pictures of the documentation anew, into docs/.
Ends with 1 where the browser complained or a page scrolls sideways.
"""

import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, NamedTuple

from playwright.sync_api import Browser, BrowserContext, FloatRect, Page, ViewportSize, sync_playwright

from perfmgmt.testing.browser import CHROMIUM, QUIET
from perfmgmt.testing.served import Served, prepare, start_product

FOLDER = Path(__file__).resolve().parent.parent / "screenshots"
WIDTHS = (1440, 390)
DOCS = FOLDER.parent / "docs"
FOLD = 540  # below it a picture in docs/ ends
PAPER: ViewportSize = {"width": 680, "height": 962}  # A4 within its margins, in CSS pixels
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
NOBODY = "nobody"
# The review cycles of the demo company: its phases by id, and how the page of reviews shows what came of them.
CYCLES = {1: "closed", 2: "release", 3: "calibration", 4: "writing", 5: "nomination", 6: "set-up"}
CYCLE = "/admin/reviews/cycle"
RELATIONS = ("self", "manager", "peer", "upward")
RELEASED = "main section.review-cycle:has(.phases .now:nth-last-child(2))"
CLOSED = "main section:not(.review-cycle):last-child"
TO_DECIDE = "main .review-rows a.button:not(.quiet)[href$='/peers/']"
# In the demo company’s year of readings.
LONG_AGO = (datetime.now(UTC) - timedelta(days=70)).date()
RESULT = "[href^='/reviews/']:not([href$='/write/'])"


class Shot(NamedTuple):
    """`path` is an address, or `address > selector`: the address that the first such link on that page leads to."""

    role: str
    path: str
    name: str
    status: int = 200
    # As it is printed on A4, once.
    paper: bool = False
    # The name of its picture in docs/.
    docs: str = ""


SHOTS = [
    Shot(NOBODY, "/accounts/login/", "login"),
    Shot(NOBODY, "/accounts/password/reset/", "password-reset"),
    Shot("employee", "/", "today"),
    Shot("manager", "/", "today"),
    Shot("ceo", "/", "today"),
    Shot("hr", "/", "today"),
    Shot("employee", "/goals/", "goals-mine"),
    Shot("manager", "/goals/?tab=team", "goals-team"),
    Shot("ceo", "/goals/?tab=company", "goals-company"),
    Shot("ceo", "/goals/?tab=company > main .leaf-title a", "objective"),
    Shot("employee", "/goals/ > main .title-cell a", "objective"),
    Shot("ceo", "/goals/?tab=company > main a[href$='/explain/']", "objective-explain"),
    Shot("ceo", "/goals/4/why/", "objective-why"),
    Shot("ceo", "/goals/4/what-if/", "objective-what-if"),
    Shot("ceo", "/goals/formulas/", "formulas"),
    Shot("employee", "/goals/new/", "objective-create"),
    Shot("employee", "/goals/update/", "goals-update"),
    Shot("employee", "/goals/copy/", "goals-copy"),
    Shot("employee", "/goals/close/", "goals-close"),
    Shot("manager", "/goals/proposals/", "goals-proposals"),
    Shot("ceo", "/goals/map/", "goals-map"),
    Shot("ceo", "/goals/summary/?of=company", "goals-summary"),
    Shot("manager", "/goals/summary/?of=team", "goals-summary"),
    Shot("employee", "/goals/processes/", "goals-processes"),
    Shot("ceo", "/bridge/", "bridge"),
    Shot("employee", "/bridge/", "bridge"),
    Shot("ceo", "/bridge/ > #units tbody a", "bridge-unit"),
    Shot("manager", "/bridge/signals/", "bridge-signals"),
    Shot("manager", "/bridge/signals/ > .signal-title", "bridge-signal"),
    Shot("ceo", f"/bridge/?on={LONG_AGO}", "bridge-past"),
    Shot("ceo", f"/bridge/?compare={LONG_AGO}", "bridge-compared"),
    Shot("hr", "/bridge/coverage/", "bridge-coverage"),
    Shot("hr", "/bridge/does-it-work/", "bridge-does-it-work"),
    Shot("ceo", "/team/", "team"),
    Shot("manager", "/team/", "team"),
    Shot("employee", "/people/chart/", "people-chart"),
    Shot("employee", "/goals/followed/", "goals-followed"),
    Shot("manager", "/ > main a[href*='/hand-over/']", "goals-hand-over"),
    Shot("manager", "/ > main a[href*='/moved/']", "goals-moved"),
    Shot("hr", "/goals/unattended/", "goals-unattended"),
    Shot("employee", "/drafts/", "drafts"),
    Shot("manager", "/check-ins/", "check-ins"),
    Shot("employee", "/check-ins/", "check-ins"),
    Shot("manager", "/check-ins/ > main a[href*='/log/']", "check-in-log"),
    Shot("manager", "/check-ins/row/", "check-ins-row"),
    Shot("manager", "/check-ins/ > main a[href*='/move/']", "check-in-move"),
    Shot("manager", "/check-ins/ > main a[href*='/skip/']", "check-in-skip"),
    Shot("manager", "/check-ins/cadence/", "check-ins-cadence"),
    Shot("employee", "/check-ins/earlier/", "check-ins-earlier"),
    Shot("employee", "/check-ins/ > main a[href*='/prepare/']", "check-in-prepare"),
    Shot("employee", "/check-ins/ > main .last-one a", "check-in"),
    Shot("manager", "/check-ins/ > main .team a[href*='/with/']", "check-ins-history"),
    Shot("employee", "/check-ins/ > main .next-one a[href*='/agenda/']", "check-ins-agenda"),
    Shot("manager", "/check-ins/notes/", "check-ins-notes"),
    Shot("manager", "/check-ins/notes/ > aside a[href*='/notes/about/']", "check-ins-notes-about"),
    Shot("manager", "/check-ins/questions/", "check-ins-questions"),
    Shot("manager", "/check-ins/blockers/", "blockers"),
    Shot("manager", "/check-ins/blockers/ > main .blocker a", "blocker"),
    Shot("hr", "/admin/feedback/question/", "admin-questions"),
    Shot("employee", "/feedback/", "feedback"),
    Shot("employee", "/feedback/given/", "feedback-given"),
    Shot("manager", "/feedback/shared/", "feedback-shared"),
    Shot("employee", "/feedback/ > main .box a", "feedback-one"),
    Shot("employee", "/feedback/give/?to=2&audience=manager", "feedback-give"),
    Shot("employee", "/feedback/kept/", "feedback-kept"),
    Shot("employee", "/feedback/asked/", "feedback-asked"),
    Shot("manager", "/feedback/asked/", "feedback-asked"),
    Shot("employee", "/feedback/asked/ > main .request h3 a", "feedback-question"),
    Shot("employee", "/feedback/asked/ > main a[href$='/answer/']", "feedback-answer"),
    Shot("employee", "/feedback/asked/ > main a[href$='/decline/']", "feedback-decline"),
    Shot("manager", "/feedback/ask/?find=an", "feedback-ask"),
    Shot("employee", "/feedback/balance/", "feedback-balance"),
    Shot("manager", "/recognition/", "recognition"),
    Shot("manager", "/people/", "people"),
    Shot("manager", "/people/ > main a[href^='/people/']:not([href*='?'])", "person"),
    Shot("employee", "/people/me/", "account"),
    Shot("employee", "/reading-record/", "reading-record"),
    Shot("hr", "/reading-record/special-access/", "special-access"),
    Shot("hr", "/reading-record/special-access/ > main .rows a", "special-access-texts"),
    Shot("employee", "/inbox/", "inbox"),
    Shot("manager", "/inbox/", "inbox"),
    Shot("manager", "/inbox/?by=person", "inbox-by-person"),
    Shot("manager", "/inbox/?tab=snoozed", "inbox-snoozed"),
    Shot("manager", "/inbox/?tab=news", "inbox-news"),
    Shot("manager", "/inbox/ > main .snooze a", "inbox-snooze"),
    Shot("employee", "/inbox/preferences/", "preferences"),
    Shot("employee", "/inbox/calendar/", "calendar"),
    Shot("hr", "/admin/inbox/mailledger/?mend=yes", "admin-mails"),
    Shot("hr", "/admin/inbox/mailledger/preview/", "admin-mail-preview"),
    Shot("manager", "/search/?q=an", "search"),
    Shot("hr", "/admin/", "admin"),
    Shot("hr", "/admin/feedback/checkinschedule/coverage/", "admin-coverage"),
    Shot("hr", "/admin/org/employee/", "admin-people"),
    Shot("hr", "/admin/org/employee/ > #result_list tbody a", "admin-person"),
    Shot("hr", "/admin/org/peopleimport/", "admin-imports"),
    Shot("hr", "/admin/goals/objective/", "admin-objectives"),
    Shot("hr", "/admin/goals/period/ > #result_list tbody th a", "admin-period"),
    Shot("hr", "/admin/goals/objectivetemplate/", "admin-templates"),
    *[Shot(role, "/reviews/", "reviews") for role in ("employee", "manager", "ceo", "hr")],
    Shot("manager", "/reviews/ > main .review-rows a[href$='/write/']", "review-write"),
    Shot("employee", "/reviews/ > main .review-rows a[href$='/write/']", "review-write", docs="review-cycle-write"),
    Shot("employee", "/reviews/ > main .review-rows a[href*='/anonymous/']", "review-anonymous"),
    Shot("employee", "/reviews/ > main .review-rows a.button[href$='/peers/']", "review-peers"),
    Shot(
        "manager",
        "/reviews/ > main .review-rows a.button:not(.quiet)[href$='/peers/']",
        "review-peers",
        docs="review-cycle-peers",
    ),
    Shot("employee", "/reviews/ > main .review-rows a[href$='/decline/']", "review-decline"),
    Shot("employee", f"/reviews/ > {RELEASED} .button{RESULT}", "review"),
    Shot("employee", f"/reviews/ > {RELEASED} .button{RESULT}", "review-print", paper=True),
    Shot("employee", f"/reviews/ > {CLOSED} a{RESULT}", "review-closed", docs="review-cycle-result"),
    Shot("employee", f"/reviews/ > {CLOSED} a{RESULT}", "review-closed-print", paper=True),
    Shot("manager", f"/reviews/ > {CLOSED} a{RESULT}", "review-closed"),
    Shot("manager", f"/reviews/ > {RELEASED} h3 + ul li:last-child a{RESULT}", "review-of-report"),
    Shot("manager", f"/reviews/ > {CLOSED} li:last-child a{RESULT}", "review-of-report-closed"),
    Shot("employee", "/reviews/history/", "review-history"),
    Shot("manager", "/reviews/history/", "review-history"),
    Shot("ceo", "/reviews/calibration/3/", "review-calibration", docs="review-cycle-calibration"),
    Shot("manager", "/reviews/calibration/3/", "review-calibration"),
    Shot("ceo", "/reviews/calibration/3/ > main a[href*='/calibration/of/']", "review-calibrate"),
    Shot("ceo", "/reviews/calibration/3/ > main a[href$='/note/']", "review-calibration-note"),
    Shot("hr", f"{CYCLE}/", "admin-review-cycles"),
    *[
        Shot("hr", f"{CYCLE}/{pk}/change/", f"admin-review-cycle-{phase}", docs="review-cycle" * (phase == "writing"))
        for pk, phase in CYCLES.items()
    ],
    Shot("hr", f"{CYCLE}/add/", "admin-review-new"),
    Shot("hr", f"{CYCLE}/6/set-up/", "admin-review-set-up"),
    Shot("hr", f"{CYCLE}/6/population/", "admin-review-population"),
    Shot("hr", f"{CYCLE}/6/readers/", "admin-review-readers"),
    Shot("hr", f"{CYCLE}/6/before-launch/", "admin-review-before-launch", docs="review-cycle-checks"),
    Shot("hr", f"{CYCLE}/6/preview/?person=manager@demo.example", "admin-review-preview-as"),
    Shot("hr", f"{CYCLE}/6/cancel/", "admin-review-cancel"),
    Shot("hr", f"{CYCLE}/5/write/", "admin-review-begin-writing"),
    Shot("hr", f"{CYCLE}/4/changes/", "admin-review-changes"),
    Shot("hr", f"{CYCLE}/4/groups/", "admin-review-groups"),
    Shot("hr", f"{CYCLE}/4/calibrate/", "admin-review-start-calibration"),
    Shot("hr", f"{CYCLE}/3/groups/ > #content .plain-rows a", "admin-review-facilitators"),
    Shot("hr", f"{CYCLE}/3/release/", "admin-review-release", docs="review-cycle-release"),
    Shot("hr", f"{CYCLE}/2/close/", "admin-review-close"),
    Shot("hr", f"{CYCLE}/1/results/", "admin-review-results"),
    Shot("hr", "/admin/reviews/template/", "admin-review-templates"),
    Shot("hr", "/admin/reviews/template/ > #result_list tbody th a", "admin-review-template"),
    *[Shot("hr", f"/admin/reviews/template/2/preview/{each}/", f"admin-review-preview-{each}") for each in RELATIONS],
    Shot("hr", "/admin/reviews/template/import/", "admin-review-template-import"),
    Shot("hr", "/admin/org/organization/", "admin-organisation"),
    Shot("admin", "/admin/", "admin"),
    Shot("employee", "/not-here/", "error-404", 404),
    Shot("employee", "/admin/", "admin-refused", 200),
]


def main(words: list[str]) -> int:
    if CHROMIUM is None:
        print("There is no Chromium here. On Debian or Ubuntu: sudo apt install chromium fonts-inter")
        return 1
    for_docs = words == ["docs"]
    shots = [shot for shot in SHOTS if shot.docs] if for_docs else wanted(words)
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        print("Building a demo company of 300.")
        prepared, data_dir = Path(folder) / "prepared", Path(folder) / "served"
        prepared.mkdir()
        data_dir.mkdir()
        served, end = start_product(data_dir, prepare(prepared, 300, server=""), {"REDIS_URL": ""})
        try:
            complaints = draw_for_docs(served, shots) if for_docs else draw_all(served, shots)
        finally:
            end()
    count = len(shots) if for_docs else sum(1 if shot.paper else len(WIDTHS) * len(SCHEMES) for shot in shots)
    print("\n".join(complaints) or f"{count} pictures in {DOCS if for_docs else FOLDER}")
    return 1 if complaints else 0


def wanted(words: list[str]) -> list[Shot]:
    return [shot for shot in SHOTS if not words or any(word in f"{shot.name}-{shot.role}" for word in words)]


def draw_for_docs(served: Served, shots: list[Shot]) -> list[str]:
    """Light, and what is above the fold of the content alone: a small file that shows what the text speaks of."""
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for shot in shots:
            session = log_in(browser, served, shot.role)
            # The admin has a list of rooms beside its pages.
            size: ViewportSize = {"width": WIDTHS[0] if shot.path.startswith("/admin/") else 1180, "height": FOLD}
            context = browser.new_context(viewport=size, color_scheme="light", storage_state=session)
            page = context.new_page()
            address = find(page, served, shot)
            if address is None:
                complaints.append(f"{shot.docs}: no link for {shot.path}")
            else:
                page.goto(served.url + address)
                box = page.locator("#content, main").last.bounding_box() or {"x": 0, "y": 0, "width": 1, "height": 1}
                clip: FloatRect = {**box, "height": min(box["height"], FOLD - box["y"])}
                page.screenshot(path=DOCS / f"{shot.docs}.png", clip=clip)
            context.close()
        browser.close()
    return complaints


def draw_all(served: Served, shots: list[Shot]) -> list[str]:
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for role in dict.fromkeys(shot.role for shot in shots):
            session = log_in(browser, served, role)
            for width in WIDTHS:
                for scheme in SCHEMES:
                    context = browser.new_context(
                        viewport={"width": width, "height": 900}, color_scheme=scheme, storage_state=session
                    )
                    for shot in shots:
                        if shot.role == role and not (shot.paper and (width, scheme) != (WIDTHS[0], SCHEMES[0])):
                            complaints += draw(context, served, shot, f"{shot.name}-{role}-{width}-{scheme}")
                    context.close()
        browser.close()
    return complaints


def log_in(browser: Browser, served: Served, role: str):
    """The cookies of that person's session."""
    context = browser.new_context()
    page = context.new_page()
    if role != NOBODY:
        page.goto(f"{served.url}/accounts/login/")
        page.locator("[name=login]").fill(f"{role}@demo.example")
        page.locator("[name=password]").fill("demo")
        page.locator("[name=password]").press("Enter")
        page.wait_for_url(f"{served.url}/")
    state = context.storage_state()
    context.close()
    return state


def draw(context: BrowserContext, served: Served, shot: Shot, name: str) -> list[str]:
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(f"{name}: {message.text}"))
    page.on("pageerror", lambda error: wrong.append(f"{name}: {error}"))
    address = find(page, served, shot)
    if address is None:
        page.close()
        return [f"{name}: no link for {shot.path}"]
    wrong.clear()
    if shot.paper:
        page.emulate_media(media="print")
        page.set_viewport_size(PAPER)
    response = page.goto(served.url + address)
    if response is None or response.status != shot.status:
        wrong.append(f"{name}: {address} answers {response and response.status}, not {shot.status}")
    width = page.viewport_size["width"] if page.viewport_size else 0
    if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
        wrong.append(f"{name}: scrolls sideways, {wide} px wide")
    page.screenshot(path=FOLDER / f"{name}.png", full_page=True)
    page.close()
    # A page that is meant to be missing is reported by the browser as one that is.
    return [line for line in wrong if not (shot.status >= 400 and "Failed to load resource" in line)]


def find(page: Page, served: Served, shot: Shot) -> str | None:
    address, _, selector = shot.path.partition(" > ")
    if not selector:
        return address
    page.goto(served.url + address)
    link = page.locator(selector)
    return link.first.get_attribute("href") if link.count() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
