"""An index of all parts of three letters, where PostgreSQL has one to give. Nothing but the speed depends on it."""

from django.db import DatabaseError, transaction

EXTENSION = "pg_trgm"


def index(schema_editor, table: str, column: str, name: str) -> bool:
    """Makes it, and says whether it is there. Where the extension is missing and may not be created, all is as before.

    Since PostgreSQL 13 the owner of a database may create it; without, `docs/operations.md` says what to ask for.
    """
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return False
    quoted = [connection.ops.quote_name(each) for each in (name, table, column)]
    statement = "CREATE INDEX IF NOT EXISTS {} ON {} USING gin ({} gin_trgm_ops)".format(*quoted)
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {EXTENSION}")
            cursor.execute(statement)
    except DatabaseError:
        return False
    return True
