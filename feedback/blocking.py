"""The open blockers on key results, for pages that explain why a goal is behind."""

from collections.abc import Collection

from feedback.models import Blocker
from goals.blocked import Blocked


def provider(key_result_ids: Collection[int], viewer) -> list[Blocked]:
    """Who may read what is the blocker's own rule. One query."""
    rows = Blocker.objects.visible_to(viewer).open().filter(key_result__in=key_result_ids)
    rows = rows.select_related("raised_by").order_by("-raised_at", "-pk")
    return [Blocked(each.key_result_id, each.text_for(viewer).strip()) for each in rows]
