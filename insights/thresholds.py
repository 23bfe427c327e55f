"""What HR has set of the kinds; where nothing is set, what the module of a kind says."""

from dataclasses import dataclass

from insights import kinds
from insights.models import KindSetting


@dataclass(frozen=True)
class Setting:
    is_on: bool
    threshold: int


def current() -> dict[str, Setting]:
    """By the slug of each kind. One query."""
    rows = {row.kind: Setting(row.is_on, row.threshold) for row in KindSetting.objects.order_by("kind")}
    return {kind.slug: rows.get(kind.slug) or Setting(True, kind.threshold) for kind in kinds.ALL}


def write_down() -> None:
    """A row for each kind that has none, so that HR finds it in the admin."""
    known = set(KindSetting.objects.order_by("kind").values_list("kind", flat=True))
    for kind in kinds.ALL:
        if kind.slug not in known:
            KindSetting.objects.get_or_create(kind=kind.slug, defaults={"threshold": kind.threshold})
