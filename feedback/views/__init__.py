from feedback.views.actions import drop_action, finish_action, move_action
from feedback.views.agenda import agenda, change_point, remove_point
from feedback.views.blockers import (
    acknowledge,
    blocker,
    blockers,
    help,  # noqa: A004
    raise_blocker,
    resolve,
    share_upward,
)
from feedback.views.boxes import given, received, shared
from feedback.views.giving import choose, give, withdraw
from feedback.views.history import history, print_history
from feedback.views.logbook import log
from feedback.views.notes import delete_note, note, notes, notes_about
from feedback.views.preparing import prepare
from feedback.views.questions import questions, reword_question, use_question
from feedback.views.reacting import bookmark, mark_helpful, read, reply, thank
from feedback.views.reading import check_in, index
from feedback.views.recognition import recognition, recognition_of
from feedback.views.writing import open_to_manager, schedule, skip

__all__ = [
    "acknowledge",
    "agenda",
    "blocker",
    "blockers",
    "bookmark",
    "change_point",
    "check_in",
    "choose",
    "delete_note",
    "drop_action",
    "finish_action",
    "give",
    "given",
    "help",
    "history",
    "index",
    "log",
    "mark_helpful",
    "move_action",
    "note",
    "notes",
    "notes_about",
    "open_to_manager",
    "prepare",
    "print_history",
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
    "schedule",
    "share_upward",
    "shared",
    "skip",
    "thank",
    "use_question",
    "withdraw",
]
