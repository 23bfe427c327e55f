from inbox.views.calendar import calendar_page, feed
from inbox.views.doing import do, snooze, wake
from inbox.views.mail import preferences, unsubscribe
from inbox.views.reading import index, news, see_all, seen

__all__ = [
    "calendar_page",
    "do",
    "feed",
    "index",
    "news",
    "preferences",
    "see_all",
    "seen",
    "snooze",
    "unsubscribe",
    "wake",
]
