from celery import shared_task
from django.utils import timezone

from feedback import going_up, sweep
from org import enqueue


@shared_task
def make_check_ins() -> int:
    """What one slice of time leaves over is taken at once by the next; the sweep finds it too."""
    done = sweep.keep_up(timezone.now())
    if done:
        enqueue.on_commit(make_check_ins)
    return done


@shared_task
def warn_of_blockers() -> int:
    """Authors whose blocker is about to show one level up; what is left over is taken at once by the next."""
    told = going_up.warn(timezone.now())
    if told == going_up.BATCH:
        enqueue.on_commit(warn_of_blockers)
    return told
