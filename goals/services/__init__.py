from goals.services.alignment import accept, align, decline, set_weight
from goals.services.comments import comment, withdraw
from goals.services.following import follow, unfollow
from goals.services.key_results import add_key_result, edit_key_result, rebaseline, remove_key_result
from goals.services.objectives import create_objective, edit_objective
from goals.services.states import activate, cancel, close
from goals.services.supports import end_support, support
from goals.services.updates import strike, update

__all__ = [
    "accept",
    "activate",
    "add_key_result",
    "align",
    "cancel",
    "close",
    "comment",
    "create_objective",
    "decline",
    "edit_key_result",
    "edit_objective",
    "end_support",
    "follow",
    "rebaseline",
    "remove_key_result",
    "set_weight",
    "strike",
    "support",
    "unfollow",
    "update",
    "withdraw",
]
