from feedback.models.action_item import ActionItem
from feedback.models.blocker import Blocker, BlockerNote
from feedback.models.check_in import CheckIn
from feedback.models.private_note import PrivateNote
from feedback.models.schedule import CheckInSchedule

__all__ = ["ActionItem", "Blocker", "BlockerNote", "CheckIn", "CheckInSchedule", "PrivateNote"]
