"""Text that is never lost, in a browser: the server killed while one types, no connection, no JavaScript, two tabs."""

import re
import time

import pytest
from django.template import Context, Template
from playwright.sync_api import expect

from drafts.desk import drafted
from drafts.tickets import mark_of
from org.models import Employee

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RAISE = "/check-ins/blockers/raise/"
NOTE = "[data-draft-note]"
SAVED = re.compile(r"Saved as draft \d\d:\d\d")
OPEN = "Draft.objects.filter(state='open').order_by('pk')"
LEAVE_AND_TYPE = """(path) => setTimeout(() => {
  location.assign(path);
  const field = document.querySelector("[name=text]");
  field.value = "Saved a moment too late";
  field.dispatchEvent(new Event("input", { bubbles: true }));
})"""
DRAFTS = f"from drafts.models import Draft; print([draft.fields.get('text') for draft in {OPEN}])"


@pytest.fixture(scope="module")
def product(serve):
    """Its own: what one test types is not in the form of the next, as each is another person or sends it."""
    return serve(demo=60)


@pytest.fixture
def drafts_of(product):
    def texts() -> str:
        return product.manage("shell", "-v0", "-c", DRAFTS).strip()

    product.manage("shell", "-v0", "-c", "from drafts.models import Draft; Draft.objects.all().delete()")
    return texts


def text(page) -> str:
    return page.locator("[name=text]").input_value()


def wait_saved(page):
    page.locator(NOTE, has_text=SAVED).wait_for()


def kept_in_tab(page) -> list[str]:
    return page.evaluate("Object.keys(sessionStorage).filter((name) => name.startsWith('draft '))")


def wait_until_the_tab_has_nothing(page):
    end = time.monotonic() + 30
    while kept_in_tab(page) and time.monotonic() < end:
        page.wait_for_timeout(100)
    assert kept_in_tab(page) == []


def test_the_server_is_killed_while_one_types(page, product, log_in, drafts_of, complaints):
    log_in(page, product, "employee")
    page.goto(product.url + RAISE)
    page.locator("[name=text]").press_sequentially("Before it died.")
    wait_saved(page)

    product.kill()
    page.locator("[name=text]").press_sequentially(" While it was dead.")
    page.locator(NOTE, has_text="Not saved yet: no connection").wait_for()
    product.start()
    wait_saved(page)

    other = page.context.new_page()
    other.goto(product.url + RAISE)
    assert text(other) == "Before it died. While it was dead."
    assert drafts_of() == "[['Before it died. While it was dead.']]"
    assert [words for words in complaints if "ERR_CONNECTION_REFUSED" not in words] == []
    complaints.clear()


def test_the_tab_is_closed_while_the_server_is_dead_and_comes_back(page, product, log_in, drafts_of, complaints):
    """The tab itself remembers until the server has it: here it is loaded anew."""
    log_in(page, product, "employee")
    page.goto(product.url + RAISE)
    product.kill()
    page.locator("[name=text]").press_sequentially("Only in this tab.")
    page.locator(NOTE, has_text="Not saved yet: no connection").wait_for()
    product.start()
    page.goto(product.url + "/goals/")  # some page of ours, in that tab

    wait_until_the_tab_has_nothing(page)
    assert drafts_of() == "[['Only in this tab.']]"
    complaints.clear()


def test_the_connection_is_lost(page, product, log_in, drafts_of, complaints):
    log_in(page, product, "employee")
    page.goto(product.url + RAISE)
    page.context.set_offline(True)
    page.locator("[name=text]").press_sequentially("In the tunnel.")
    page.locator(NOTE, has_text="Not saved yet: no connection").wait_for()

    page.context.set_offline(False)
    wait_saved(page)

    assert drafts_of() == "[['In the tunnel.']]"
    assert [words for words in complaints if "ERR_INTERNET_DISCONNECTED" not in words] == []
    complaints.clear()


def test_the_page_is_left_at_once(page, product, log_in, drafts_of):
    log_in(page, product, "employee")
    page.goto(product.url + RAISE)
    page.locator("[name=text]").fill("Typed and gone.")
    page.goto(product.url + "/goals/")

    wait_until_the_tab_has_nothing(page)
    page.goto(product.url + RAISE)
    assert text(page) == "Typed and gone."
    assert page.get_by_text("is in the form").is_visible()


def test_what_was_saved_after_the_next_page_was_drawn_is_in_it(page, product, log_in, drafts_of):
    """The server draws the next page, then saves; the page that is left hears so before the next one is there."""
    log_in(page, product, "employee")
    page.goto(product.url + RAISE)
    drawn, saved = [], []
    page.route("**" + RAISE, lambda route: drawn.append((route, route.fetch())), times=1)
    page.on("requestfinished", lambda request: saved.append(request) if "/drafts/save/" in request.url else None)
    page.evaluate(LEAVE_AND_TYPE, RAISE)
    while not (drawn and saved):
        page.wait_for_timeout(50)
    page.wait_for_timeout(300)  # until its script has read the answer
    route, response = drawn[0]
    route.fulfill(response=response)

    page.get_by_text("is in the form").wait_for()
    assert text(page) == "Saved a moment too late"
    assert kept_in_tab(page) == []


def test_what_was_sent_does_not_come_back(page, product, log_in, drafts_of):
    log_in(page, product, "employee")
    page.goto(product.url + RAISE)
    page.locator("[name=text]").fill("Saved first.")
    wait_saved(page)
    page.locator("[name=text]").fill("Saved first, then sent at once.")
    with page.expect_navigation():
        page.get_by_role("button", name="Raise blocker").click()

    wait_until_the_tab_has_nothing(page)
    page.goto(product.url + RAISE)
    assert text(page) == ""
    assert drafts_of() == "[]"


def test_a_refused_submit_saves_what_it_shows(page, product, log_in, drafts_of, complaints):
    log_in(page, product, "employee")
    page.goto(product.url + RAISE)
    page.locator("[name=text_upward]").fill("Without what blocks.")
    with page.expect_navigation():
        page.get_by_role("button", name="Raise blocker").click()
    wait_saved(page)

    page.goto(product.url + RAISE)
    assert page.locator("[name=text_upward]").input_value() == "Without what blocks."
    assert [words for words in complaints if "422" not in words] == []
    complaints.clear()


def test_two_tabs_that_differ(page, product, log_in, drafts_of):
    log_in(page, product, "employee")
    other = page.context.new_page()
    for each in (page, other):
        each.goto(product.url + RAISE)
    page.locator("[name=text]").fill("Here it is.")
    wait_saved(page)
    other.locator("[name=text]").fill("There it is.")
    wait_saved(other)

    other.get_by_text("There are two drafts: this one of").wait_for()
    other.get_by_role("link", name="Compare and choose").click()
    other.get_by_role("button", name="Keep the other").click()
    other.wait_for_url(f"**{RAISE}")

    assert text(other) == "Here it is."
    assert drafts_of() == "[['Here it is.']]"


def test_the_login_expires_and_another_window_logs_in_again(page, product, log_in, drafts_of, complaints):
    log_in(page, product, "employee")
    page.goto(product.url + RAISE)
    page.locator("[name=text]").fill("Begun.")
    wait_saved(page)
    page.context.clear_cookies(name="sessionid")
    page.locator("[name=text]").press_sequentially(" Gone on.")
    page.get_by_role("link", name="Log in again").wait_for()

    log_in(page.context.new_page(), product, "employee")
    wait_saved(page)

    assert drafts_of() == "[['Begun. Gone on.']]"
    assert [words for words in complaints if "401" not in words] == []
    complaints.clear()


def test_somebody_else_in_the_same_tab_finds_nothing(page, product, log_in, drafts_of, complaints):
    log_in(page, product, "employee")
    page.goto(product.url + RAISE)
    page.context.clear_cookies(name="sessionid")
    page.locator("[name=text]").fill("The employee's own.")
    page.get_by_role("link", name="Log in again").wait_for()

    log_in(page, product, "manager")
    page.goto(product.url + RAISE)

    assert text(page) == ""
    assert kept_in_tab(page) == []
    assert drafts_of() == "[]"
    complaints.clear()


def test_to_log_out_leaves_nothing_in_the_tab(page, product, log_in, drafts_of):
    log_in(page, product, "employee")
    page.goto(product.url + RAISE)
    page.locator("[name=text]").fill("The employee's own.")
    page.locator(".me > summary").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Log out").click()

    assert kept_in_tab(page) == []


def test_without_javascript(browser, product, log_in, drafts_of, complaints):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    log_in(page, product, "employee")
    page.goto(product.url + RAISE)
    page.locator("[name=text_upward]").fill("Only this, which would not be valid.")
    page.get_by_role("button", name="Save draft").click()
    page.get_by_text(re.compile(r"Saved as draft \d\d:\d\d\. Nobody else sees it\.")).wait_for()

    page.goto(product.url + "/goals/")
    page.goto(product.url + RAISE)
    assert page.locator("[name=text_upward]").input_value() == "Only this, which would not be valid."
    page.get_by_role("link", name="Discard it").click()
    page.get_by_role("button", name="Discard draft").click()
    page.wait_for_url(product.url + RAISE)

    assert page.locator("[name=text_upward]").input_value() == ""
    context.close()


def test_a_new_row_comes_back_with_its_text(page, product, log_in, drafts_of):
    """Rows that the script adds are no fields of the first page: the server draws them again."""
    log_in(page, product, "manager")
    page.goto(product.url + "/check-ins/")
    page.locator("main a[href*='/log/']").first.click()
    page.wait_for_url("**/log/")
    for number in range(5):
        page.get_by_role("button", name="Add an action").click()
        page.locator(f"[name=action-{number}-text]").fill(f"Action {number}")
    wait_saved(page)

    page.reload()

    assert [page.locator(f"[name=action-{number}-text]").input_value() for number in (0, 4)] == ["Action 0", "Action 4"]


# --- forms that say anonymous ---

ANONYMOUS = """{% load drafts %}<!doctype html><html lang="en"><head><title>A</title><link rel="icon" href="data:,">
<script src="/static/js/theme.js"></script><script src="/static/js/drafts.js" type="module"></script></head>
<body data-person="{{ mark }}"><form method="post" {% draft_attributes %}>{% draft_in_form %}
<textarea name="answer"></textarea><button>Send</button>{% draft_note %}</form></body></html>"""


def anonymous_form(rf) -> str:
    request = rf.get("/anonymous/1/")
    request.user = Employee(pk=7)
    shown = {}

    @drafted("review:1:answer", in_tab_only=True)
    def answer(request):
        shown["html"] = Template(ANONYMOUS).render(Context({"request": request, "mark": mark_of(request.user)}))

    answer(request)
    return shown["html"]


def test_an_anonymous_form_is_kept_in_the_tab_alone(page, product, rf, drafts_of):
    html, saves = anonymous_form(rf), []
    page.route("**/anonymous/**", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.on("request", lambda request: saves.append(request.url) if "/drafts/" in request.url else None)
    page.goto(product.url + "/anonymous/1/")
    assert page.locator(NOTE).inner_text() == "What you type stays in this browser tab until you send it."
    page.locator("[name=answer]").fill("Nobody knows me.")
    page.locator(NOTE, has_text="Kept in this browser tab only").wait_for()

    page.goto(product.url + "/accounts/login/")
    page.goto(product.url + "/anonymous/1/")
    assert page.locator("[name=answer]").input_value() == "Nobody knows me."
    other = page.context.new_page()
    other.route("**/anonymous/**", lambda route: route.fulfill(body=html, content_type="text/html"))
    other.goto(product.url + "/anonymous/1/")
    assert other.locator("[name=answer]").input_value() == ""

    assert saves == []
    assert drafts_of() == "[]"
    assert "ticket" not in html
    assert "save_draft" not in html


# --- nothing typed is no draft ---


def test_what_was_taken_away_again_or_never_typed_is_not_called_saved(page, product, log_in, drafts_of, complaints):
    log_in(page, product, "employee")
    page.goto(product.url + RAISE)
    with page.expect_navigation():
        page.get_by_role("button", name="Raise blocker").click()
    page.wait_for_timeout(1500)
    assert (page.locator(NOTE).inner_text(), drafts_of()) == ("", "[]")

    page.locator("[name=text]").fill("On second thoughts")
    wait_saved(page)
    page.goto(product.url + RAISE)
    page.locator("[name=text]").fill("")
    expect(page.locator(NOTE)).to_have_text("")
    assert drafts_of() == "[]"

    page.locator("[name=text]").fill("After all")
    wait_saved(page)
    assert drafts_of() == "[['After all']]"
    complaints.clear()  # the refusal, 422


@pytest.mark.parametrize("text", ["x" * 100_000, "🙂‍↕️ שלום עולם\n\nشكرا"])
def test_long_and_foreign_texts_survive_a_death_of_the_server(page, product, log_in, drafts_of, complaints, text):
    """100,000 characters are more than a browser sends for a page that is left: the tab keeps them."""
    log_in(page, product, "employee")
    page.goto(product.url + RAISE)
    product.kill()
    page.locator("[name=text]").fill(text)
    page.locator(NOTE, has_text="Not saved yet: no connection").wait_for()
    product.start()
    page.goto(product.url + RAISE)

    expect(page.locator("[name=text]")).to_have_value(text)
    page.get_by_text("is in the form").wait_for()
    assert page.get_by_text("There are two drafts").count() == 0
    complaints.clear()


def test_a_server_that_takes_it_and_never_answers_is_not_waited_for(page, product, log_in, drafts_of):
    log_in(page, product, "employee")
    page.clock.install()
    page.goto(product.url + RAISE)
    page.route("**/drafts/save/", lambda route: None, times=1)
    page.locator("[name=text]").fill("Into the void")
    page.clock.run_for(1_000)  # it is sent
    assert page.locator(NOTE).inner_text() == ""
    page.clock.run_for(15_000)

    page.locator(NOTE, has_text="Not saved yet: no connection").wait_for()
    page.clock.run_for(2_000)  # once more
    page.locator(NOTE, has_text="Saved as draft").wait_for()
    assert drafts_of() == "[['Into the void']]"


def test_back_to_a_page_that_was_left_finds_what_was_typed(page, product, log_in, drafts_of):
    log_in(page, product, "employee")
    page.goto(product.url + RAISE)
    page.locator("[name=text]").fill("Left at once")
    page.get_by_role("link", name="Goals", exact=True).first.click()
    page.wait_for_url("**/goals/")
    page.go_back()

    expect(page.locator("[name=text]")).to_have_value("Left at once")
    assert drafts_of() == "[['Left at once']]"
