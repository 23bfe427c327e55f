from goals.services.agreement import agree, send_back, submit, withdraw
from goals.services.alignment import accept, align, decline, set_weight
from goals.services.comments import comment, withdraw_comment
from goals.services.copying import copy_objective
from goals.services.following import follow, unfollow
from goals.services.hand_over import hand_over, settle
from goals.services.key_results import add_key_result, edit_key_result, rebaseline, remove_key_result
from goals.services.moves import answer_move
from goals.services.objectives import create_objective, edit_objective
from goals.services.offers import end_offer, offer
from goals.services.states import activate, cancel, close
from goals.services.supports import end_support, support
from goals.services.updates import strike, update

__all__ = [
    "accept",
    "activate",
    "add_key_result",
    "agree",
    "align",
    "answer_move",
    "cancel",
    "close",
    "comment",
    "copy_objective",
    "create_objective",
    "decline",
    "edit_key_result",
    "edit_objective",
    "end_offer",
    "end_support",
    "follow",
    "hand_over",
    "offer",
    "rebaseline",
    "remove_key_result",
    "send_back",
    "set_weight",
    "settle",
    "strike",
    "submit",
    "support",
    "unfollow",
    "update",
    "withdraw",
    "withdraw_comment",
]
