"""Mistakes that no test may make, whatever it is about."""

import gc
import ipaddress
import re
import socket
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import QuerySet, manager
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.constants import MULTI
from django.template import Engine
from django.template.base import Node
from django.test.client import ClientHandler

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
WRITES = re.compile(r"\s*(?:WITH\b.*?\b)?(INSERT|UPDATE|DELETE|REPLACE|TRUNCATE|CREATE|ALTER|DROP)\b", re.I | re.S)
SESSION_TABLE = '"django_session"'
AFTER_THE_ANSWER = {"seen", "opened"}  # the two services that a GET may run
POST_FORM = re.compile(rb"<form\b[^>]*\bmethod=[\"']?post\b[^>]*>.*?</form>", re.I | re.S)
# A field in which somebody writes at length; a reason in one line takes a sentence that one would be sorry to lose.
LONG_TEXT = re.compile(
    rb"<textarea\b|<input\b(?![^>]*\btype=[\"']?(?:hidden|radio|checkbox|number))"
    rb"[^>]*\bname=[\"']?(?:[\w-]+-)?(?:reason|word|words|comment|note|text|text_upward)[\"'\s]",
    re.I,
)
# The draft that the server keeps, or the mark of a form that says anonymous and keeps it in the tab alone.
HAS_DRAFT = re.compile(rb"<form\b[^>]*\bdata-draft=", re.I)
# Settings, not letters: an expired login brings back what was typed there (`perfmgmt/resume.py`), and that is enough.
NO_DRAFTS_IN = "/admin/"


def pytest_configure(config):
    Engine.string_if_invalid = property(_if_invalid, lambda engine, value: None)
    ClientHandler.__call__ = _guarded(ClientHandler.__call__)
    QuerySet.select_for_update = _with_of(QuerySet.select_for_update)
    SQLCompiler.execute_sql = _in_random_order(SQLCompiler.execute_sql)
    socket.socket.connect = _only_here(socket.socket.connect)
    socket.socket.connect_ex = _only_here(socket.socket.connect_ex)


def pytest_collection_finish(session):
    """All that was imported stays to the end: to look through it for garbage again and again takes a tenth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(autouse=True)
def _empty_cache():
    """The limits of login attempts live there."""
    yield
    cache.clear()


def _frames():
    frame = sys._getframe(2)
    while frame:
        yield frame
        frame = frame.f_back


def _is_ours(path: str) -> bool:
    return Path(path).is_relative_to(settings.BASE_DIR) and "site-packages" not in path


# --- undefined template variables ---


class Undefined(str):
    """Django formats this with the name of the variable that it did not find."""

    def __mod__(self, variable):
        for frame in _frames():
            node = frame.f_locals.get("self")
            if isinstance(node, Node) and hasattr(node, "origin"):
                if _is_ours(node.origin.name):
                    pytest.fail(f"undefined template variable {variable} in {node.origin.name}:{node.token.lineno}")
                break
        return ""


def _if_invalid(engine):
    # A related object that is not there (`silent_variable_failure`) is empty, as in production.
    return "" if sys._getframe(1).f_code.co_name == "_resolve_lookup" else Undefined("%s")


# --- what a request may do ---


def _refuse_writes(execute, sql, params, many, context):
    if WRITES.match(sql) and SESSION_TABLE not in sql and not any(map(_is_after_the_answer, _frames())):
        pytest.fail(f"a GET writes: {sql[:200]}")
    return execute(sql, params, many, context)


def _is_after_the_answer(frame) -> bool:
    return frame.f_code.co_name in AFTER_THE_ANSWER and ".services" in frame.f_globals.get("__name__", "")


def _guarded(call):
    def guarded(self, environ):
        if environ["REQUEST_METHOD"] not in SAFE_METHODS:
            response = call(self, environ)
        else:
            with connection.execute_wrapper(_refuse_writes):
                response = call(self, environ)
        if "html" in response.get("Content-Type", "") and not response.streaming:
            for form in POST_FORM.findall(response.content):
                _refuse_form(form, environ["PATH_INFO"])
        return response

    return guarded


def _refuse_form(form: bytes, path: str) -> None:
    begin = form[:200].decode(errors="replace")
    if b"csrfmiddlewaretoken" not in form:
        pytest.fail(f"a form posts without its token: {begin}")
    if LONG_TEXT.search(form) and not HAS_DRAFT.match(form) and not path.startswith(NO_DRAFTS_IN):
        pytest.fail(f"what is written here can be lost, the form at {path} has no draft (drafts/desk.py): {begin}")


# --- the database ---


def _with_of(select_for_update):
    def guarded(self, *args, **options):
        caller = sys._getframe(1)
        if caller.f_code.co_filename == manager.__file__:
            caller = caller.f_back
        if not options.get("of") and _is_ours(caller.f_code.co_filename):
            pytest.fail('a lock without `of`: write select_for_update(of=("self",), no_key=True)')
        return select_for_update(self, *args, **options)

    return guarded


def _in_random_order(execute_sql):
    """Where a query asks for no order the rows come in any, so that nothing counts on the accident of one."""

    def shuffled(self, result_type=MULTI, **options):
        query = self.query
        # By name: a backend may have a compiler of its own for selecting, and those for writing and counting inherit.
        if type(self).__name__ == "SQLCompiler" and result_type == MULTI and _is_unordered(query):
            self.query = query.clone()
            self.query.add_ordering("?")
        return execute_sql(self, result_type, **options)

    return shuffled


def _is_unordered(query) -> bool:
    meta = query.get_meta() if query.model else None
    ordered = query.extra_order_by or query.order_by or (query.default_ordering and meta and meta.ordering)
    fixed = query.distinct or query.combinator or query.group_by is not None or query.explain_info
    return not ordered and not fixed


# --- the network ---


def _only_here(connect):
    def guarded(self, address):
        if self.family != socket.AF_UNIX and not _is_loopback(address[0]):
            pytest.fail(f"a test may not use the network: {address[0]}")
        return connect(self, address)

    return guarded


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(scope="session", autouse=True)
def _alone_at_the_end(django_db_setup, django_db_blocker):
    """PostgreSQL drops no database while somebody is connected, such as a thread of a race that ended badly."""
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            connection.close()
