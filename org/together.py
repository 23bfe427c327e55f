from django.db.models import Aggregate, JSONField


class Together(Aggregate):
    """Several values as one JSON list: of a subquery, so that rows which belong to a row come with it."""

    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def as_postgresql(self, compiler, connection, **extra):
        return self.as_sql(compiler, connection, function="JSONB_AGG", **extra)
