from feedback.services.actions import NewAction, drop_action, finish_action, move_action, reopen_action
from feedback.services.agenda import add_point, change_point, remove_point
from feedback.services.answering import OverError, answer, decline, keep_as_feedback
from feedback.services.asking import NewRequest, ask, ask_more, take_back
from feedback.services.blockers import NewBlocker, acknowledge, help, raise_blocker, resolve, share_upward  # noqa: A004
from feedback.services.check_in import Preparation, prepare, skip
from feedback.services.giving import NewFeedback, give
from feedback.services.logbook import Entry, MovedError, NewValue, ValueRefusedError, log
from feedback.services.notes import NoteChangedError, change_note, delete_note, write_note
from feedback.services.opening import open_earlier, open_to_manager
from feedback.services.questions import (
    ask_again,
    ask_company,
    ask_reports,
    place_question,
    retire_question,
    reword,
    stored_answers,
)
from feedback.services.reactions import GoneError, bookmark, mark_helpful, reply, seen, thank
from feedback.services.schedule import change_cadence, move, reschedule
from feedback.services.withdrawing import withdraw
from feedback.services.words import ChangedError, Keep, note_of, stamp

__all__ = [
    "ChangedError",
    "Entry",
    "GoneError",
    "Keep",
    "MovedError",
    "NewAction",
    "NewBlocker",
    "NewFeedback",
    "NewRequest",
    "NewValue",
    "NoteChangedError",
    "OverError",
    "Preparation",
    "ValueRefusedError",
    "acknowledge",
    "add_point",
    "answer",
    "ask",
    "ask_again",
    "ask_company",
    "ask_more",
    "ask_reports",
    "bookmark",
    "change_cadence",
    "change_note",
    "change_point",
    "decline",
    "delete_note",
    "drop_action",
    "finish_action",
    "give",
    "help",
    "keep_as_feedback",
    "log",
    "mark_helpful",
    "move",
    "move_action",
    "note_of",
    "open_earlier",
    "open_to_manager",
    "place_question",
    "prepare",
    "raise_blocker",
    "remove_point",
    "reopen_action",
    "reply",
    "reschedule",
    "resolve",
    "retire_question",
    "reword",
    "seen",
    "share_upward",
    "skip",
    "stamp",
    "stored_answers",
    "take_back",
    "thank",
    "withdraw",
    "write_note",
]
