import json
import logging

import pytest

from perfmgmt.logs import JsonFormatter, RequestIdFilter, without_secrets


@pytest.fixture
def lines():
    """What the root logger writes, as JSON."""
    written = []

    class Keep(logging.Handler):
        def emit(self, record):
            written.append(json.loads(self.format(record)))

    handler = Keep()
    handler.setFormatter(JsonFormatter())
    handler.addFilter(RequestIdFilter())
    root = logging.getLogger()
    root.addHandler(handler)
    yield written
    root.removeHandler(handler)


def test_a_line_for_each_request(client, db, lines):
    response = client.get("/healthz?q=a+secret", headers={"X-Request-ID": "proxy-0123456789"})

    (line,) = [line for line in lines if line["logger"] == "perfmgmt.access"]
    assert (line["method"], line["path"], line["status"]) == ("GET", "/healthz", 200)
    assert line["request_id"] == response["X-Request-ID"] == "proxy-0123456789"
    assert isinstance(line["ms"], int)
    assert "secret" not in str(lines)


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/goals/12/", "/goals/12/"),
        ("/inbox/unsubscribe/Zk3-x9_abcdefghijklmnopq/", "/inbox/unsubscribe/…/"),
        ("/accounts/password/reset/key/1-cz5k3q-0123456789abcdef/", "/accounts/password/reset/key/…/"),
        ("Not Found: /invitation/0123456789abcdef0123456789abcdef", "Not Found: /invitation/…"),
    ],
)
def test_secret_addresses_stay_out(path, logged):
    assert without_secrets(path) == logged


def test_an_exception_is_told_without_its_words(lines):
    try:
        raise ValueError("I am afraid of my manager")
    except ValueError as error:
        logging.getLogger("celery.app.trace").exception("Task failed: %s", error)
        logging.getLogger("django.request").exception("Internal Server Error: %s", "/goals/")

    assert [line["exception"] for line in lines] == ["ValueError", "ValueError"]
    assert "afraid" not in str(lines)
    assert "test_logs.py" in lines[0]["trace"][-1]
