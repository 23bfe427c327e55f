"""One UPDATE for many rows: what `bulk_update` does, without an expression for each value (many times quicker)."""

from collections.abc import Sequence

from django.db import connection, models, transaction

# PostgreSQL takes any number of values in one statement; slices keep it small.
BATCH = 1000


def update(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Writes these fields of the saved `rows`, each value as `save()` would: no digit of a decimal changes."""
    rows = list(rows)
    if not rows:
        return
    meta = rows[0]._meta
    columns = {field.name: field for field in meta.concrete_fields}
    fields = [columns[name] for name in names]
    for row in rows:
        # A related row that was saved after it was assigned hands on the id it got meanwhile.
        row._prepare_related_fields_for_save(operation_name="bulk.update", fields=fields)
    values = [[_prepared(field, row) for field in (*fields, meta.pk)] for row in rows]
    write = _by_values if connection.vendor == "postgresql" else _one_by_one
    with transaction.atomic(), connection.cursor() as cursor:
        write(cursor, meta, fields, values)


def _prepared(field: models.Field, row: models.Model):
    return field.get_db_prep_save(field.pre_save(row, add=False), connection)


def _one_by_one(cursor, meta, fields: list[models.Field], values: list[list]) -> None:
    """Prepared once and run for each row: on an embedded database a statement costs next to nothing."""
    sets = ", ".join(f"{_quoted(field.column)} = %s" for field in fields)
    statement = f"UPDATE {_quoted(meta.db_table)} SET {sets} WHERE {_quoted(meta.pk.column)} = %s"  # noqa: S608
    cursor.executemany(statement, values)


def _by_values(cursor, meta, fields: list[models.Field], values: list[list]) -> None:
    """UPDATE … FROM (VALUES …); cast where it is assigned, since a column of nulls alone would be of no type."""
    table, key = _quoted(meta.db_table), _quoted(meta.pk.column)
    types = [field.cast_db_type(connection) for field in fields]
    sets = ", ".join(
        f"{_quoted(field.column)} = fresh.c{place}::{types[place]}" for place, field in enumerate(fields)
    )
    columns = ", ".join(f"c{place}" for place in range(len(fields) + 1))
    row = f"({', '.join(['%s'] * (len(fields) + 1))})"
    for start in range(0, len(values), BATCH):
        some = values[start : start + BATCH]
        rows = ", ".join([row] * len(some))
        source = f"(VALUES {rows}) AS fresh ({columns})"
        statement = f"UPDATE {table} SET {sets} FROM {source} WHERE {table}.{key} = fresh.c{len(fields)}"  # noqa: S608
        cursor.execute(statement, [value for each in some for value in each])


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
