"""What a whole dump of the database tells about who wrote an anonymous answer, once its relation is closed: nothing."""

import random
import sqlite3
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from org.tests.factories import EmployeeFactory
from perfmgmt.testing.threads import at_once
from reviews import anonymity, closing
from reviews.models import AnonymousAnswer, AnonymousMark
from reviews.tests import test_anonymous
from reviews.tests.test_anonymous import answer, path_of, sent

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

cycle, participant = test_anonymous.cycle, test_anonymous.participant
PEOPLE = 12


@pytest.fixture
def words(cast, participant) -> dict[int, str]:
    """Writer → what they wrote, through the page, in the order of their ids; then the day passes."""
    for writer in EmployeeFactory.create_batch(PEOPLE - 4, manager=cast.subject):
        participant.anonymous_marks.create(relation="upward", writer=writer)
    wrote = {}
    for mark in participant.anonymous_marks.select_related("writer").order_by("writer"):
        client, wrote[mark.writer_id] = Client(), f"Nobody knows {mark.writer_id * 7919}."
        client.force_login(mark.writer, backend="org.backends.EmployeeBackend")
        assert client.post(path_of(participant), sent(participant, wrote[mark.writer_id])).status_code == 302
    return wrote


def end(participant) -> None:
    participant.cycle.relations.update(due_on=timezone.now().date() - timedelta(2))
    assert closing.close_due() == 1


def everything() -> dict[str, list[tuple]]:
    """Each table whole, as the server keeps it: with what SQL shows of where and when a row was written."""
    hidden = "xmin::text, ctid::text" if connection.vendor == "postgresql" else "rowid, rowid"
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names()):
            cursor.execute(f'SELECT {hidden}, t.* FROM "{table}" t')  # noqa: S608
            found[table] = cursor.fetchall()
    return found


def test_no_key_time_or_text_leads_back(words, participant, caplog):
    models = (AnonymousMark, AnonymousAnswer)
    keys = {str(key) for model in models for key in model.objects.values_list("pk", flat=True)}
    end(participant)

    dump = everything()

    said = {table: repr(rows) for table, rows in dump.items()}
    assert [table for table, text in said.items() if "Nobody knows" in text] == ["reviews_anonymousanswer"]
    flat = "".join(said.values()).replace("-", "")
    assert not [key for key in keys if key.replace("-", "") in flat]
    assert "Nobody knows" not in caplog.text
    assert not mail.outbox


def test_all_rows_are_of_one_moment_in_an_order_of_their_own(words, participant):
    """Neither the place of a row nor its transaction goes with the writer; run often, the orders differ."""
    end(participant)
    orders = set()
    for _each in range(3):
        anonymity.forget()
        rows = everything()["reviews_anonymousanswer"]
        if connection.vendor == "postgresql":
            assert len({row[0] for row in rows}) == 1
        orders.add(repr([row[3:] for row in sorted(rows, key=lambda row: row[1])]))
    assert len(orders) == 3
    assert len(everything()["reviews_anonymousmark"]) == PEOPLE


def test_the_file_of_sqlite_and_its_log_hold_each_text_once(words, participant):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL gives the tables new files")
    end(participant)
    connection.close()

    name = Path(connection.settings_dict["NAME"])
    raw = b"".join(path.read_bytes() for path in name.parent.glob(f"{name.name}*"))
    counts = {raw.count(b"%b" % text.encode()) for text in words.values()}
    assert counts == {2}  # for the subject, and in the one for the manager alone


def test_a_reader_who_keeps_the_log_of_sqlite_holds_nobody_up(words, participant):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL gives the tables new files")
    with sqlite3.connect(connection.settings_dict["NAME"]) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM reviews_anonymousanswer").fetchone()
        began = time.perf_counter()
        end(participant)
        assert time.perf_counter() - began < 10  # and not the twenty seconds that a lock is waited for
    reader.close()

    closing.close_due()
    name = Path(connection.settings_dict["NAME"])
    assert name.with_name(f"{name.name}-wal").stat().st_size == 0


# --- at the same time ---


def test_sent_twice_at_once_it_counts_once(cast, participant):
    results = at_once(*[lambda: answer(participant, cast.report)] * 2)

    assert sorted(str(type(each).__name__) for each in results) == ["NoneType", "ValidationError"]
    assert AnonymousAnswer.objects.count() == 3


def test_what_is_sent_while_another_relation_closes_is_not_lost(cast, participant):
    writers = test_anonymous.writers(participant)
    random.shuffle(writers)
    sends = [lambda writer=writer: answer(participant, writer) for writer in writers]

    results = at_once(*sends, *[anonymity.forget] * 2)

    assert results == [None] * 6
    assert AnonymousAnswer.objects.count() == 3 * len(writers)
    assert AnonymousMark.objects.filter(has_answered=True).count() == len(writers)
