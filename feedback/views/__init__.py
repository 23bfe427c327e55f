from feedback.views.actions import drop_action, finish_action, move_action
from feedback.views.agenda import agenda, change_point, remove_point
from feedback.views.answering import answer, decline
from feedback.views.asking import ask, ask_more, choose_asked, take_back
from feedback.views.blockers import (
    acknowledge,
    blocker,
    blockers,
    help,  # noqa: A004
    raise_blocker,
    resolve,
    share_upward,
)
from feedback.views.boxes import asked, balance, given, kept, question, received, shared
from feedback.views.giving import choose, give, withdraw
from feedback.views.history import history, print_history
from feedback.views.logbook import log
from feedback.views.notes import delete_note, note, notes, notes_about
from feedback.views.opening import earlier, open_to_manager
from feedback.views.planning import cadence, move, schedule, skip
from feedback.views.preparing import prepare
from feedback.views.questions import questions, reword_question, use_question
from feedback.views.reacting import bookmark, mark_helpful, read, reply, thank
from feedback.views.reading import check_in, index
from feedback.views.recognition import recognition, recognition_of
from feedback.views.row import row
from feedback.views.words import check_words

__all__ = [
    "acknowledge",
    "agenda",
    "answer",
    "ask",
    "ask_more",
    "asked",
    "balance",
    "blocker",
    "blockers",
    "bookmark",
    "cadence",
    "change_point",
    "check_in",
    "check_words",
    "choose",
    "choose_asked",
    "decline",
    "delete_note",
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
    "move_action",
    "note",
    "notes",
    "notes_about",
    "open_to_manager",
    "prepare",
    "print_history",
    "question",
    "questions",
    "raise_blocker",
    "read",
    "received",
    "recognition",
    "recognition_of",
    "remove_point",
    "reply",
    "resolve",
    "reword_question",
    "row",
    "schedule",
    "share_upward",
    "shared",
    "skip",
    "take_back",
    "thank",
    "use_question",
    "withdraw",
]
