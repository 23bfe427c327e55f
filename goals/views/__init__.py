from goals.views.agreement import agree, send_back, submit, withdraw
from goals.views.alignment import accept, align, decline, weight
from goals.views.as_of import explain, objective
from goals.views.closing import close_period
from goals.views.comments import comment, withdraw_comment
from goals.views.copying import copy
from goals.views.edit import create, edit
from goals.views.explain import explain_key_result, formulas
from goals.views.following import follow, followed, unfollow
from goals.views.hand_over import hand_over
from goals.views.index import branch, index
from goals.views.key_results import progress, rebaseline, strike, update
from goals.views.moved import moved
from goals.views.offers import end_offer, offer
from goals.views.processes import create_process, edit_process, end_process, process, processes
from goals.views.proposals import proposals
from goals.views.serving import map, serving, unserved  # noqa: A004 - the domain's word
from goals.views.states import activate, cancel, close
from goals.views.suggestions import decline_suggestion, suggest, suggestion, take_back
from goals.views.summary import summary
from goals.views.supports import end_support, support
from goals.views.unattended import unattended
from goals.views.updating import update_all
from goals.views.what_if import what_if
from goals.views.why import why
from goals.views.wording import check

__all__ = [
    "accept",
    "activate",
    "agree",
    "align",
    "branch",
    "cancel",
    "check",
    "close",
    "close_period",
    "comment",
    "copy",
    "create",
    "create_process",
    "decline",
    "decline_suggestion",
    "edit",
    "edit_process",
    "end_offer",
    "end_process",
    "end_support",
    "explain",
    "explain_key_result",
    "follow",
    "followed",
    "formulas",
    "hand_over",
    "index",
    "map",
    "moved",
    "objective",
    "offer",
    "process",
    "processes",
    "progress",
    "proposals",
    "rebaseline",
    "send_back",
    "serving",
    "strike",
    "submit",
    "suggest",
    "suggestion",
    "summary",
    "support",
    "take_back",
    "unattended",
    "unfollow",
    "unserved",
    "update",
    "update_all",
    "weight",
    "what_if",
    "why",
    "withdraw",
    "withdraw_comment",
]
