from goals.views.agreement import agree, send_back, submit, withdraw
from goals.views.alignment import accept, align, decline, weight
from goals.views.copying import copy
from goals.views.edit import create, edit
from goals.views.index import branch, index
from goals.views.key_results import progress, rebaseline, strike, update
from goals.views.objective import chart, explain, objective
from goals.views.states import activate, cancel, close
from goals.views.suggestions import decline_suggestion, suggest, suggestion, take_back
from goals.views.wording import check

__all__ = [
    "accept",
    "activate",
    "agree",
    "align",
    "branch",
    "cancel",
    "chart",
    "check",
    "close",
    "copy",
    "create",
    "decline",
    "decline_suggestion",
    "edit",
    "explain",
    "index",
    "objective",
    "progress",
    "rebaseline",
    "send_back",
    "strike",
    "submit",
    "suggest",
    "suggestion",
    "take_back",
    "update",
    "weight",
    "withdraw",
]
