from goals.views.alignment import accept, align, decline, weight
from goals.views.as_of import explain, objective
from goals.views.edit import create, edit
from goals.views.index import branch, index
from goals.views.key_results import progress, rebaseline, strike, update
from goals.views.states import activate, cancel, close

__all__ = [
    "accept",
    "activate",
    "align",
    "branch",
    "cancel",
    "close",
    "create",
    "decline",
    "edit",
    "explain",
    "index",
    "objective",
    "progress",
    "rebaseline",
    "strike",
    "update",
    "weight",
]
