from feedback.services.actions import NewAction, drop_action, finish_action, reopen_action
from feedback.services.answering import OverError, answer, decline, keep_as_feedback
from feedback.services.asking import NewRequest, ask, ask_more, take_back
from feedback.services.blockers import NewBlocker, acknowledge, help, raise_blocker, resolve  # noqa: A004
from feedback.services.check_in import Preparation, prepare, skip
from feedback.services.giving import NewFeedback, give
from feedback.services.logbook import Entry, MovedError, NewValue, ValueRefusedError, log
from feedback.services.opening import open_earlier, open_to_manager
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
    "OverError",
    "Preparation",
    "ValueRefusedError",
    "acknowledge",
    "answer",
    "ask",
    "ask_more",
    "bookmark",
    "change_cadence",
    "decline",
    "drop_action",
    "finish_action",
    "give",
    "help",
    "keep_as_feedback",
    "log",
    "mark_helpful",
    "move",
    "note_of",
    "open_earlier",
    "open_to_manager",
    "prepare",
    "raise_blocker",
    "reopen_action",
    "reply",
    "reschedule",
    "resolve",
    "seen",
    "skip",
    "stamp",
    "take_back",
    "thank",
    "withdraw",
]
