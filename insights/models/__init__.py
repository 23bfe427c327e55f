from insights.models.dismissal import Dismissal
from insights.models.ended import EndedSignal
from insights.models.reading import UnitReading
from insights.models.refreshed import Refreshed
from insights.models.setting import KindSetting
from insights.models.signal import Signal

__all__ = ["Dismissal", "EndedSignal", "KindSetting", "Refreshed", "Signal", "UnitReading"]
