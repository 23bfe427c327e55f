from insights.models.dismissal import Dismissal
from insights.models.ended import EndedSignal
from insights.models.follow_up import FollowUp
from insights.models.reading import UnitReading
from insights.models.refreshed import Refreshed
from insights.models.setting import KindSetting
from insights.models.signal import Signal
from insights.models.taken_action import TakenAction

__all__ = ["Dismissal", "EndedSignal", "FollowUp", "KindSetting", "Refreshed", "Signal", "TakenAction", "UnitReading"]
