"""Rows that come as JSON in the query for another row."""

from django.db.models import Aggregate, JSONField
from django.db.models.functions import JSONObject

NAMED = ("pk", "first_name", "preferred_name", "last_name", "job_title")


def named(path: str, **more: str) -> JSONObject:
    """As much of the person at `path` as a line tells of them: `Employee(**told)` where no `more` came with it."""
    return JSONObject(**{name: f"{path}__{name}" for name in NAMED}, **more)


class Together(Aggregate):
    """Several values as one JSON list: of a subquery, so that rows which belong to a row come with it."""

    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def as_postgresql(self, compiler, connection, **extra):
        return self.as_sql(compiler, connection, function="JSONB_AGG", **extra)
