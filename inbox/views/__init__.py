from inbox.views.doing import do, snooze, wake
from inbox.views.mail import preferences, unsubscribe
from inbox.views.reading import index, news, see_all, seen

__all__ = ["do", "index", "news", "preferences", "see_all", "seen", "snooze", "unsubscribe", "wake"]
