"""What a kind would show today with other thresholds, for HR before they set one."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from insights.kinds import Found, Kind, Moment
from insights.models import Signal


def said(kind: Kind, count: int, k: int) -> str:
    """How many in words. Of what only few may see, no more than in groups of k."""
    if kind.audience not in Signal.FOR_FEW:
        return str(count)
    return _("at least %(count)d") % {"count": count - count % k} if count >= k else _("fewer than %(k)d") % {"k": k}


def counts(kind: Kind, threshold: int, moment: Moment) -> list[tuple[int, int]]:
    """(threshold, how many signals) for the one that is set, the usual one, and some to both sides."""
    wanted = {threshold, kind.threshold, threshold // 2, threshold + max(1, threshold // 2), 2 * threshold}
    kept = sorted(each for each in wanted if kind.least <= each <= kind.most)
    return [(each, _count(kind, list(kind.find(moment, each)), moment)) for each in kept]


def _count(kind: Kind, found: Collection[Found], moment: Moment) -> int:
    """Of what only few may see, the people whom it is about are k: one alone may have many."""
    people = len({each.about for each in found})
    is_group = kind.audience not in Signal.FOR_FEW or people >= moment.organization.anonymity_threshold
    return len(found) if is_group else people
