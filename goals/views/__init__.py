from goals.views.alignment import accept, align, decline, weight
from goals.views.edit import create, edit
from goals.views.hand_over import hand_over
from goals.views.index import branch, index
from goals.views.key_results import progress, rebaseline, strike, update
from goals.views.moved import moved
from goals.views.objective import chart, explain, objective
from goals.views.processes import create_process, edit_process, end_process, process, processes
from goals.views.states import activate, cancel, close
from goals.views.updating import update_all

__all__ = [
    "accept",
    "activate",
    "align",
    "branch",
    "cancel",
    "chart",
    "close",
    "create",
    "create_process",
    "decline",
    "edit",
    "edit_process",
    "end_process",
    "explain",
    "hand_over",
    "index",
    "moved",
    "objective",
    "process",
    "processes",
    "progress",
    "rebaseline",
    "strike",
    "update",
    "update_all",
    "weight",
]
