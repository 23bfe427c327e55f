"""A long look at the database as it stands at one instant."""

from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_view():
    """What others commit meanwhile is no difference; nor do they wait, since nothing is written."""
    is_outermost = not connection.in_atomic_block
    connection.ensure_connection()  # it is what sets the mode
    if connection.vendor == "sqlite" and is_outermost:
        connection.transaction_mode, mode = "DEFERRED", connection.transaction_mode
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql" and is_outermost:
                connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield
    finally:
        if connection.vendor == "sqlite" and is_outermost:
            connection.transaction_mode = mode
