import logging.config
import os

from celery import Celery, signals
from django.conf import settings
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perfmgmt.settings")

# In the place of kombu's own of that name.
TRANSPORT_ALIASES["filesystem"] = "perfmgmt.broker:Transport"

app = Celery("perfmgmt")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect
def log_like_the_web(**options):
    logging.config.dictConfig(settings.LOGGING)


@signals.worker_ready.connect
def tell_at_once(**options):
    """Ready is what answers: without it the first heartbeat comes when beat first looks, some seconds later."""
    app.tasks["perfmgmt.tasks.heartbeat"].delay()


# Short intervals only: what is due is decided by our own records, so a machine that slept
# through an hour catches up at its next look (docs/decisions/).
app.conf.beat_schedule = {
    "worker heartbeat": {"task": "perfmgmt.tasks.heartbeat", "schedule": 5.0},
    "sweep the marks of the roll-up": {"task": "goals.tasks.sweep_marks", "schedule": 3.0},
    "sweep the days of the objectives": {"task": "goals.tasks.sweep_days", "schedule": 120.0},
    "make the next check-ins": {"task": "feedback.tasks.make_check_ins", "schedule": 60.0},
    "take away snoozes whose duty is done": {"task": "inbox.tasks.sweep_snoozes", "schedule": 120.0},
    "send invitations for today": {"task": "inbox.tasks.send_at_once", "schedule": 30.0},
    "warn of blockers that go up": {"task": "feedback.tasks.warn_of_blockers", "schedule": 300.0},
    "go on with the launches of review cycles": {"task": "reviews.tasks.sweep_launches", "schedule": 5.0},
    "begin and close the writing of reviews on their days": {"task": "reviews.tasks.close_relations", "schedule": 60.0},
    "release reviews on their days": {"task": "reviews.tasks.release_planned", "schedule": 60.0},
    "find what changed for the bridge": {"task": "insights.tasks.sweep_signals", "schedule": 30.0},
    "follow what became of signals": {"task": "insights.tasks.sweep_follow_ups", "schedule": 300.0},
    "send the mail that is due": {"task": "inbox.tasks.send_due_mail", "schedule": 180.0},
    "warn of drafts that age, and remove them": {"task": "drafts.tasks.sweep_drafts", "schedule": 600.0},
    "send the account mail that waits": {"task": "org.tasks.send_account_mail", "schedule": 30.0},
}
