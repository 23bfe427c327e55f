from celery import shared_task
from django.utils import timezone

from feedback import sweep
from org import enqueue


@shared_task
def make_check_ins() -> int:
    """What one slice of time leaves over is taken at once by the next; the sweep finds it too."""
    done = sweep.keep_up(timezone.now())
    if done:
        enqueue.on_commit(make_check_ins)
    return done
