"""Questions to a tree whose rows point at their parent, each answered in one SQL statement by a recursive CTE.

The statement unites with UNION, not UNION ALL: old data may hold a loop, and UNION ends on one.
The set stays inside the SQL; never pass thousands of ids as parameters.
"""

from django.db.models import F, QuerySet
from django_cte import CTE, with_cte


def branch(queryset: QuerySet, *, parent: str, roots: QuerySet, name: str = "branch") -> QuerySet:
    """The ids (as a one-column values queryset) of `roots` and everything below them.

    `queryset` holds all rows of the tree, `parent` names the foreign key, `roots` is a queryset of the same model.
    """

    def grow(cte):
        return (
            roots.order_by()
            .values(node=F("pk"))
            .union(cte.join(queryset.order_by(), **{f"{parent}_id": cte.col.node}).values(node=F("pk")))
        )

    cte = CTE.recursive(grow, name=name)
    return with_cte(cte, select=cte.queryset().values("node"))


def ancestry(
    queryset: QuerySet, *, parent: str, leaves: QuerySet, name: str = "ancestry", key: str = "pk"
) -> QuerySet:
    """The ids (as a one-column values queryset) of `leaves` and everything above them, in no order; `key` is the field
    that `parent` points at."""

    def climb(cte):
        return (
            leaves.order_by()
            .values(node=F(key), above=F(f"{parent}_id"))
            .union(cte.join(queryset.order_by(), **{key: cte.col.above}).values(node=F(key), above=F(f"{parent}_id")))
        )

    cte = CTE.recursive(climb, name=name)
    return with_cte(cte, select=cte.queryset().values("node"))
