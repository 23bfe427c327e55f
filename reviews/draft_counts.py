"""How many questions of a review a draft answers, counted where the draft lies: its words stay there."""

from django.db.models import Func, IntegerField


class AnsweredInDraft(Func):
    """Of a draft's fields those of answers (`text_7`, `level_8`) in which something stands."""

    arity = 1
    output_field = IntegerField()
    template = (
        "(SELECT COUNT(*) FROM JSONB_EACH(%(expressions)s) AS field WHERE TRIM(field.value ->> 0) <> ''"
        " AND (SUBSTR(field.key, 1, 5) = 'text_' OR SUBSTR(field.key, 1, 6) = 'level_'))"
    )

    def as_sqlite(self, compiler, connection, **extra):
        template = self.template.replace("JSONB_EACH", "JSON_EACH")
        template = template.replace("field.value ->> 0", "JSON_EXTRACT(field.value, '$[0]')")
        return self.as_sql(compiler, connection, template=template, **extra)
