from feedback.models.action_item import ActionItem
from feedback.models.agenda_item import AgendaItem
from feedback.models.asked_check_in import AskedCheckIn
from feedback.models.blocker import Blocker, BlockerNote
from feedback.models.check_in import CheckIn
from feedback.models.company_value import CompanyValue
from feedback.models.feedback import Feedback, FeedbackMark, FeedbackReader, FeedbackReply
from feedback.models.feeling import Feeling
from feedback.models.plan import Plan, PlanAction, PlanAnswer, PlanReview
from feedback.models.private_note import PrivateNote
from feedback.models.question import AskedQuestion, Question
from feedback.models.request import FeedbackRequest, RequestedAnswer
from feedback.models.schedule import CheckInSchedule

__all__ = [
    "ActionItem",
    "AgendaItem",
    "AskedCheckIn",
    "AskedQuestion",
    "Blocker",
    "BlockerNote",
    "CheckIn",
    "CheckInSchedule",
    "CompanyValue",
    "Feedback",
    "FeedbackMark",
    "FeedbackReader",
    "FeedbackReply",
    "FeedbackRequest",
    "Feeling",
    "Plan",
    "PlanAction",
    "PlanAnswer",
    "PlanReview",
    "PrivateNote",
    "Question",
    "RequestedAnswer",
]
