from feedback.views.actions import drop_action, finish_action
from feedback.views.answering import answer, decline
from feedback.views.asking import ask, ask_more, choose_asked, take_back
from feedback.views.blockers import acknowledge, blockers, help, raise_blocker, resolve  # noqa: A004
from feedback.views.boxes import asked, balance, given, kept, question, received, shared
from feedback.views.giving import choose, give, withdraw
from feedback.views.logbook import log
from feedback.views.opening import earlier, open_to_manager
from feedback.views.planning import cadence, move, schedule, skip
from feedback.views.reacting import bookmark, mark_helpful, read, reply, thank
from feedback.views.reading import check_in, history, index
from feedback.views.recognition import recognition, recognition_of
from feedback.views.row import row
from feedback.views.words import check_words
from feedback.views.writing import prepare

__all__ = [
    "acknowledge",
    "answer",
    "ask",
    "ask_more",
    "asked",
    "balance",
    "blockers",
    "bookmark",
    "cadence",
    "check_in",
    "check_words",
    "choose",
    "choose_asked",
    "decline",
    "drop_action",
    "earlier",
    "finish_action",
    "give",
    "given",
    "help",
    "history",
    "index",
    "kept",
    "log",
    "mark_helpful",
    "move",
    "open_to_manager",
    "prepare",
    "question",
    "raise_blocker",
    "read",
    "received",
    "recognition",
    "recognition_of",
    "reply",
    "resolve",
    "row",
    "schedule",
    "shared",
    "skip",
    "take_back",
    "thank",
    "withdraw",
]
