from goals.views.alignment import accept, align, decline, weight
from goals.views.closing import close_period
from goals.views.edit import create, edit
from goals.views.index import branch, index
from goals.views.key_results import progress, rebaseline, strike, update
from goals.views.objective import chart, explain, objective
from goals.views.states import activate, cancel, close
from goals.views.summary import summary

__all__ = [
    "accept",
    "activate",
    "align",
    "branch",
    "cancel",
    "chart",
    "close",
    "close_period",
    "create",
    "decline",
    "edit",
    "explain",
    "index",
    "objective",
    "progress",
    "rebaseline",
    "strike",
    "summary",
    "update",
    "weight",
]
