"""Many rows in few statements: what `values_list`, `bulk_update` and `bulk_create` do, without a call or an expression
for each value (many times quicker). Each value is read and written as these do: no digit of a decimal changes."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from types import NoneType

from django.core.exceptions import EmptyResultSet
from django.db import connection, models, transaction
from django.db.models.expressions import RawSQL

# PostgreSQL takes any number of values in one statement; slices keep it small.
BATCH = 1000
PLAIN_FIELDS = (models.CharField, models.TextField, models.IntegerField, models.FloatField, models.ForeignKey)
PLAIN = {int, float, Decimal, date, NoneType}


class _Converted(dict):
    """What the ORM's converters make of each value of a column, asked once for each."""

    def __init__(self, converters: Sequence[Callable], expression):
        self.converters, self.expression = converters, expression

    def __missing__(self, value):
        found = value
        for convert in self.converters:
            found = convert(found, self.expression, connection)
        self[value] = found
        return found


def read_values(rows: models.QuerySet, *names: str) -> list[tuple]:
    """As `list(rows.values_list(*names))`."""
    compiler = rows.values_list(*names).query.get_compiler(connection=connection)
    try:
        statement, params = compiler.as_sql()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        found = cursor.fetchall()
    converters = compiler.get_converters(expression for expression, *_rest in compiler.select)
    if not converters or not found:
        return found
    columns: list[Iterable] = list(zip(*found, strict=True))
    for place, known in converters.items():
        columns[place] = map(_Converted(*known).__getitem__, columns[place])
    return list(zip(*columns, strict=True))


def among(ids: Iterable[int]) -> RawSQL:
    """For `…__in`: one parameter, however many ids."""
    text = ",".join(map(str, ids))
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", [f"{{{text}}}"])
    return RawSQL("SELECT value FROM json_each(%s)", [f"[{text}]"])


def update(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Writes these fields of the saved `rows`."""
    rows = list(rows)
    if not rows:
        return
    meta = rows[0]._meta
    fields = _fields(meta, names)
    for row in rows:
        # A related row that was saved after it was assigned hands on the id it got meanwhile.
        row._prepare_related_fields_for_save(operation_name="bulk.update", fields=fields)
    write = [*fields, meta.pk]
    update_values(rows[0].__class__, names, ([field.pre_save(row, add=False) for field in write] for row in rows))


def update_values(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence]) -> None:
    """Writes the fields `names`; each of `rows` holds their values, then the primary key."""
    meta = model._meta
    fields = _fields(meta, names)
    values = _prepared([*fields, meta.pk], rows)
    if not values:
        return
    write = _by_arrays if connection.vendor == "postgresql" else _one_by_one
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        write(cursor, meta, fields, values)


def insert_values(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence]) -> None:
    """New rows with the values of the fields `names`; what is not named is the database's to fill."""
    meta = model._meta
    fields = _fields(meta, names)
    values = _prepared(fields, rows)
    if not values:
        return
    columns = ", ".join(_quoted(field.column) for field in fields)
    statement = f"INSERT INTO {_quoted(meta.db_table)} ({columns})"
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _in_slices(cursor, f"{statement} SELECT * FROM unnest({_casts(fields)})", values)  # noqa: S608
        else:
            cursor.executemany(f"{statement} VALUES ({', '.join(['%s'] * len(fields))})", values)


def delete(model: type[models.Model], ids: Sequence[int]) -> None:
    """Rows that nothing points at."""
    for start in range(0, len(ids), BATCH):
        model._base_manager.filter(pk__in=ids[start : start + BATCH])._raw_delete(using=connection.alias)


def _fields(meta, names: Sequence[str]) -> list[models.Field]:
    columns = {field.name: field for field in meta.concrete_fields}
    return [columns[name] for name in names]


def _prepared(fields: Sequence[models.Field], rows: Iterable[Sequence]) -> list[tuple]:
    columns = zip(*rows, strict=True)
    prepared = [map(_preparation(field), column) for field, column in zip(fields, columns, strict=False)]
    return list(zip(*prepared, strict=True))


def _preparation(field: models.Field) -> Callable:
    """What `get_db_prep_save` does to a value that has the field's type already."""
    if isinstance(field, models.DecimalField):
        if connection.vendor == "postgresql":
            return _as_it_is
        adapt, digits, places = connection.ops.adapt_decimalfield_value, field.max_digits, field.decimal_places
        return lambda value: None if value is None else adapt(value, digits, places)
    if isinstance(field, models.DateTimeField):
        return cache(lambda value: field.get_db_prep_save(value, connection))  # mostly one moment for all rows
    if isinstance(field, models.DateField):
        return connection.ops.adapt_datefield_value
    if isinstance(field, PLAIN_FIELDS):
        return _as_it_is
    return lambda value: field.get_db_prep_save(value, connection)


def _as_it_is(value):
    return value


def _one_by_one(cursor, meta, fields: list[models.Field], values: list[tuple]) -> None:
    """Prepared once and run for each row: on an embedded database a statement costs next to nothing."""
    sets = ", ".join(f"{_quoted(field.column)} = %s" for field in fields)
    statement = f"UPDATE {_quoted(meta.db_table)} SET {sets} WHERE {_quoted(meta.pk.column)} = %s"  # noqa: S608
    cursor.executemany(statement, values)


def _by_arrays(cursor, meta, fields: list[models.Field], values: list[tuple]) -> None:
    """UPDATE … FROM unnest(…): an array for each column is read many times quicker than a row for each record."""
    table, key = _quoted(meta.db_table), _quoted(meta.pk.column)
    columns = [*(_quoted(field.column) for field in fields), key]
    sets = ", ".join(f"{column} = fresh.{column}" for column in columns[:-1])
    source = f"unnest({_casts([*fields, meta.pk])}) AS fresh ({', '.join(columns)})"
    statement = f"UPDATE {table} SET {sets} FROM {source} WHERE {table}.{key} = fresh.{key}"  # noqa: S608
    _in_slices(cursor, statement, values)


def _casts(fields: Sequence[models.Field]) -> str:
    return ", ".join(f"%s::{field.cast_db_type(connection)}[]" for field in fields)


def _in_slices(cursor, statement: str, values: list[tuple]) -> None:
    for start in range(0, len(values), BATCH):
        columns = zip(*values[start : start + BATCH], strict=True)
        cursor.execute(statement, [_array(column) for column in columns])


def _array(values: tuple):
    """In PostgreSQL's own writing where no value could need a quote; else the driver's."""
    if PLAIN.issuperset(map(type, values)):
        return f"{{{','.join('NULL' if value is None else str(value) for value in values)}}}"
    return list(values)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
