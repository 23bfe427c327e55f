"""The product as it is served, and a Chromium that forgives nothing."""

import os
import shutil
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from perfmgmt.testing.prepared import prepared
from perfmgmt.testing.served import Database, Served, a_free_port, start_product

# The shell without a window first: it answers in half the time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# NO_BROWSER=1: as on a machine that has none.
CHROMIUM = None if os.environ.get("NO_BROWSER") else next(filter(None, map(shutil.which, NAMES)), None)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    for item in items:
        if item.get_closest_marker("browser") and CHROMIUM is None:
            item.add_marker(pytest.mark.skip(reason="no Chromium here: install the package chromium"))


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {"executable_path": CHROMIUM, "headless": True, "args": QUIET}


@pytest.fixture(scope="session")
def base_url():
    """In the place of pytest-playwright's, which is a method, and so deprecated."""
    return


@pytest.fixture
def complaints() -> list[str]:
    """What the browser had to say. A test that provokes an answer of 4xx on purpose empties it before it ends."""
    return []


@pytest.fixture
def page(context, complaints):
    """A page that fails its test on any console message, page error, broken policy or request to another host."""
    context.set_default_timeout(30_000)  # generous: the machine may be busy with the other half of the suite
    context.on("page", lambda page: _listen(page, complaints))
    page = context.new_page()
    yield page
    if complaints:
        pytest.fail("the browser complains:\n" + "\n".join(complaints))


def _listen(page, complaints: list[str]) -> None:
    # A broken Content-Security-Policy is a console message as well.
    page.on("console", lambda message: complaints.append(f"console {message.type}: {message.text} ({page.url})"))
    page.on("pageerror", lambda error: complaints.append(f"error: {error} ({page.url})"))
    page.on("crash", lambda page: complaints.append(f"crashed ({page.url})"))
    page.on("request", lambda request: _refuse_other_hosts(request, complaints))


def _refuse_other_hosts(request, complaints: list[str]) -> None:
    address = urlsplit(request.url)
    if address.scheme.startswith("http") and address.hostname not in {"127.0.0.1", "localhost"}:
        complaints.append(f"another host: {request.url}")


@pytest.fixture
def log_in():
    """`log_in(page, served, "manager")`: as that person of the demo company."""

    def by_form(page, served, account):
        page.goto(f"{served.url}/accounts/login/")
        page.locator("[name=login]").fill(f"{account}@demo.example")
        page.locator("[name=password]").fill("demo")
        page.locator("[name=password]").press("Enter")
        page.wait_for_url(f"{served.url}/")

    return by_form


@pytest.fixture
def free_port() -> int:
    return a_free_port()


@pytest.fixture(scope="session")
def migrated() -> Database:
    """A migrated file of SQLite without a company; `migrated.copy(folder).url` is one of your own."""
    return prepared(server="")


@pytest.fixture(scope="module")
def serve(tmp_path_factory):
    """Start the product with its own database and folder: `served = serve(demo=60)`, or `serve()` for an empty company.

    Embedded; or on PostgreSQL and Redis, where DATABASE_URL and REDIS_URL name them. It ends with the module.
    """
    endings: list[Callable[[], None]] = []

    def start(*, demo: int = 0, **environment) -> Served:
        served, end = start_product(tmp_path_factory.mktemp("served"), prepared(demo), environment)
        endings.append(end)
        return served

    yield start
    for end in reversed(endings):
        end()


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """The product with a small demo company. Tests that change much start their own with `serve`."""
    served, end = start_product(tmp_path_factory.mktemp("served"), prepared(60), {})
    yield served
    end()
