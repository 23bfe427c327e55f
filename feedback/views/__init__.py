from feedback.views.actions import drop_action, finish_action, move_action
from feedback.views.agenda import agenda, change_point, remove_point
from feedback.views.answering import answer, decline
from feedback.views.ask_check_in import ask_check_in
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
from feedback.views.plan_actions import add_plan_action, change_plan_action, drop_plan_action, finish_plan_action
from feedback.views.planning import cadence, move, schedule, skip
from feedback.views.plans import (
    all_plans,
    answer_plan,
    edit_plan,
    end_plan,
    open_plan,
    plan,
    plans_of,
    review_plan,
    start_plan,
)
from feedback.views.preparing import prepare
from feedback.views.questions import questions, reword_question, use_question
from feedback.views.reacting import bookmark, mark_helpful, read, reply, thank
from feedback.views.reading import check_in, index
from feedback.views.recognition import recognition, recognition_of
from feedback.views.row import row
from feedback.views.words import check_words

__all__ = [
    "acknowledge",
    "add_plan_action",
    "agenda",
    "all_plans",
    "answer",
    "answer_plan",
    "ask",
    "ask_check_in",
    "ask_more",
    "asked",
    "balance",
    "blocker",
    "blockers",
    "bookmark",
    "cadence",
    "change_plan_action",
    "change_point",
    "check_in",
    "check_words",
    "choose",
    "choose_asked",
    "decline",
    "delete_note",
    "drop_action",
    "drop_plan_action",
    "earlier",
    "edit_plan",
    "end_plan",
    "finish_action",
    "finish_plan_action",
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
    "open_plan",
    "open_to_manager",
    "plan",
    "plans_of",
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
    "review_plan",
    "reword_question",
    "row",
    "schedule",
    "share_upward",
    "shared",
    "skip",
    "start_plan",
    "take_back",
    "thank",
    "use_question",
    "withdraw",
]
