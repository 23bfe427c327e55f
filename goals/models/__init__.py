from goals.models.change import Change
from goals.models.comment import Comment
from goals.models.draft import DraftStep, SuggestedEdit, Suggestion
from goals.models.follow import Follow
from goals.models.imports import GoalsImport
from goals.models.key_result import KeyResult, ProgressUpdate, Strike
from goals.models.move_answer import MoveAnswer
from goals.models.objective import Objective
from goals.models.offer import Offer
from goals.models.period import Period
from goals.models.process import Process
from goals.models.rollup_mark import RollUpMark
from goals.models.snapshot import Snapshot, SnapshotBasis
from goals.models.support import Support
from goals.models.template import ObjectiveTemplate, TemplateKeyResult

__all__ = [
    "Change",
    "Comment",
    "DraftStep",
    "Follow",
    "GoalsImport",
    "KeyResult",
    "MoveAnswer",
    "Objective",
    "ObjectiveTemplate",
    "Offer",
    "Period",
    "Process",
    "ProgressUpdate",
    "RollUpMark",
    "Snapshot",
    "SnapshotBasis",
    "Strike",
    "SuggestedEdit",
    "Suggestion",
    "Support",
    "TemplateKeyResult",
]
