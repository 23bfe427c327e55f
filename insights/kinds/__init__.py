"""The kinds of signals. Each is one module here: what it needs, its rule, its words, its action, its threshold.

A new one is a module with a `Kind`, its name in `ALL`, and its tests.
"""

from insights.kinds.base import Button, Found, Kind, Moment
from insights.kinds.blockers import Unacknowledged
from insights.kinds.carried import CarriedActions
from insights.kinds.late_duties import LateDuties
from insights.kinds.many_goals import TooManyGoals
from insights.kinds.many_reports import ManyReports
from insights.kinds.missed import MissedCheckIns
from insights.kinds.no_feedback import NoFeedback
from insights.kinds.reorganised import Reorganised
from insights.kinds.repeated import Repeated
from insights.kinds.review_phase import ReviewPhase
from insights.kinds.shared import SharedBlocker
from insights.kinds.slipping import Slipping
from insights.kinds.stale import Stale
from insights.kinds.unaligned import Unaligned
from insights.kinds.unanswered import Unanswered
from insights.kinds.unprepared import NeverPrepared
from insights.kinds.waiting import Waiting
from insights.kinds.without_goals import WithoutGoals

ALL: tuple[Kind, ...] = (
    Slipping(),
    Stale(),
    Unacknowledged(),
    MissedCheckIns(),
    WithoutGoals(),
    Repeated(),
    SharedBlocker(),
    Unaligned(),
    TooManyGoals(),
    Waiting(),
    NeverPrepared(),
    CarriedActions(),
    ManyReports(),
    LateDuties(),
    Unanswered(),
    NoFeedback(),
    ReviewPhase(),
    Reorganised(),
)
_BY_SLUG = {kind.slug: kind for kind in ALL}


def named(slug: str) -> Kind:
    return _BY_SLUG[slug]


__all__ = ["ALL", "Button", "Found", "Kind", "Moment", "named"]
