"""An index of all parts of three letters, where PostgreSQL has one to give. Nothing but the speed depends on it."""

from django.db import DatabaseError, transaction

EXTENSION = "pg_trgm"
# Name → table and column, whichever app they are of: written here, because a migration of each makes its own.
INDEXES = {
    "org_employee_search_text": ("org_employee", "search_text"),
    "org_employee_search_name": ("org_employee", "search_name"),
    "goals_objective_search_text": ("goals_objective", "search_text"),
}


def make(connection, name: str) -> bool:
    """Says whether it is there. Where the extension is missing and may not be created, all is as before.

    Since PostgreSQL 13 the owner of a database may create it; without, `docs/operations.md` says what to ask for.
    """
    if connection.vendor != "postgresql":
        return False
    quoted = [connection.ops.quote_name(each) for each in (name, *INDEXES[name])]
    statement = "CREATE INDEX IF NOT EXISTS {} ON {} USING gin ({} gin_trgm_ops)".format(*quoted)
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {EXTENSION}")
            cursor.execute(statement)
    except DatabaseError:
        return False
    return True


def drop(connection, name: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"DROP INDEX IF EXISTS {connection.ops.quote_name(name)}")
