from goals.models.change import Change
from goals.models.comment import Comment
from goals.models.follow import Follow
from goals.models.imports import GoalsImport
from goals.models.key_result import KeyResult, ProgressUpdate, Strike
from goals.models.objective import Objective
from goals.models.period import Period
from goals.models.process import Process
from goals.models.rollup_mark import RollUpMark
from goals.models.support import Support

__all__ = [
    "Change",
    "Comment",
    "Follow",
    "GoalsImport",
    "KeyResult",
    "Objective",
    "Period",
    "Process",
    "ProgressUpdate",
    "RollUpMark",
    "Strike",
    "Support",
]
