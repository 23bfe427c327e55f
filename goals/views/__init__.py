from goals.views.alignment import accept, align, decline, weight
from goals.views.comments import comment, withdraw
from goals.views.edit import create, edit
from goals.views.following import follow, followed, unfollow
from goals.views.index import branch, index
from goals.views.key_results import progress, rebaseline, strike, update
from goals.views.objective import chart, explain, objective
from goals.views.proposals import proposals
from goals.views.serving import map, serving, unserved  # noqa: A004 - the domain's word
from goals.views.states import activate, cancel, close
from goals.views.supports import end_support, support

__all__ = [
    "accept",
    "activate",
    "align",
    "branch",
    "cancel",
    "chart",
    "close",
    "comment",
    "create",
    "decline",
    "edit",
    "end_support",
    "explain",
    "follow",
    "followed",
    "index",
    "map",
    "objective",
    "progress",
    "proposals",
    "rebaseline",
    "serving",
    "strike",
    "support",
    "unfollow",
    "unserved",
    "update",
    "weight",
    "withdraw",
]
