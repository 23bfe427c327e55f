"""How the rows of anonymous reviews lose whatever could tie an answer to its writer.

While a relation is open, the transaction that wrote an answer also marked its writer: the database itself could tell.
So when an anonymous relation closes, all marks and answers, of every cycle, are written anew: in random order, under
new keys, in one transaction, and the old rows are purged from the tables. What the design promises and what it does
not is told in `docs/decisions/`.
"""

from django.db import connection, transaction

from reviews.models import AnonymousAnswer, AnonymousMark

# In this order: what tells who has answered, then what was answered.
_TABLES = (AnonymousMark, AnonymousAnswer)
_NEW_KEY = {"postgresql": "gen_random_uuid()", "sqlite": "lower(hex(randomblob(16)))"}
# How long one try may hold a worker, or whoever closes by hand; the clock tries again each minute.
PATIENCE = 500  # milliseconds


@transaction.atomic
def forget() -> None:
    """Within the transaction that closes a relation. Whoever answers meanwhile, in any cycle, waits."""
    with connection.cursor() as cursor:
        for model in _TABLES:
            _rewrite(cursor, model)
    transaction.on_commit(purge)


def _rewrite(cursor, model) -> None:
    table = connection.ops.quote_name(model._meta.db_table)
    kept = [connection.ops.quote_name(field.column) for field in model._meta.concrete_fields if field.name != "key"]
    names, new = ", ".join(kept), connection.ops.quote_name(f"anew_{model._meta.db_table}")
    if connection.vendor == "postgresql":
        cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks to come is not truncated
    cursor.execute(f"CREATE TEMPORARY TABLE {new} AS SELECT {names} FROM {table}")  # noqa: S608
    cursor.execute(f"TRUNCATE {table}" if connection.vendor == "postgresql" else f"DELETE FROM {table}")  # noqa: S608
    cursor.execute(
        f"INSERT INTO {table} (key, {names})"  # noqa: S608
        f" SELECT {_NEW_KEY[connection.vendor]}, {names} FROM {new} ORDER BY random()"
    )
    cursor.execute(f"DROP TABLE {new}")


def purge() -> None:
    """SQLite keeps what was deleted in its log until that is emptied, which no reader may hinder: where one does, the
    next run of the clock tries again. PostgreSQL gave the tables new files.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")
