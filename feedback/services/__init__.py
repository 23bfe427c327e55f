from feedback.schedule import make_check_ins
from feedback.services.actions import NewAction, drop_action, finish_action, move_action, reopen_action
from feedback.services.agenda import add_point, change_point, remove_point
from feedback.services.blockers import (
    NewBlocker,
    acknowledge,
    help,  # noqa: A004
    raise_blocker,
    resolve,
    share_upward,
)
from feedback.services.check_in import Preparation, open_to_manager, prepare, skip
from feedback.services.giving import NewFeedback, give, withdraw
from feedback.services.logbook import Entry, MovedError, NewValue, ValueRefusedError, log
from feedback.services.notes import NoteChangedError, change_note, delete_note, write_note
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
from feedback.services.schedule import reschedule
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
    "NewValue",
    "NoteChangedError",
    "Preparation",
    "ValueRefusedError",
    "acknowledge",
    "add_point",
    "ask_again",
    "ask_company",
    "ask_reports",
    "bookmark",
    "change_note",
    "change_point",
    "delete_note",
    "drop_action",
    "finish_action",
    "give",
    "help",
    "log",
    "make_check_ins",
    "mark_helpful",
    "move_action",
    "note_of",
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
    "thank",
    "withdraw",
    "write_note",
]
