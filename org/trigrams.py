"""An index of all parts of three letters, where PostgreSQL has one to give. Nothing but the speed depends on it."""

from typing import NamedTuple

from django.db import DatabaseError, transaction

EXTENSION = "pg_trgm"


class Trigrams(NamedTuple):
    """The index of one column."""

    table: str
    column: str

    @property
    def name(self) -> str:
        return f"{self.table}_{self.column}"


ON_PEOPLE = (Trigrams("org_employee", "search_text"), Trigrams("org_employee", "search_name"))
# Each app's migration makes its own; registered, `manage.py index_search` makes it where that could not.
registered: list[Trigrams] = [*ON_PEOPLE]


def make(connection, index: Trigrams) -> bool:
    """Says whether it is there. Where the extension is missing and may not be created, all is as before.

    Since PostgreSQL 13 the owner of a database may create it; without, `docs/operations.md` says what to ask for.
    """
    if connection.vendor != "postgresql":
        return False
    quoted = [connection.ops.quote_name(each) for each in (index.name, *index)]
    statement = "CREATE INDEX IF NOT EXISTS {} ON {} USING gin ({} gin_trgm_ops)".format(*quoted)
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {EXTENSION}")
            cursor.execute(statement)
    except DatabaseError:
        return False
    return True


def drop(connection, index: Trigrams) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"DROP INDEX IF EXISTS {connection.ops.quote_name(index.name)}")
