from feedback.views.actions import drop_action, finish_action
from feedback.views.blockers import acknowledge, blockers, help, raise_blocker, resolve  # noqa: A004
from feedback.views.logbook import log
from feedback.views.reading import check_in, history, index
from feedback.views.writing import open_to_manager, prepare, schedule, skip

__all__ = [
    "acknowledge",
    "blockers",
    "check_in",
    "drop_action",
    "finish_action",
    "help",
    "history",
    "index",
    "log",
    "open_to_manager",
    "prepare",
    "raise_blocker",
    "resolve",
    "schedule",
    "skip",
]
