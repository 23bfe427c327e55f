from celery import shared_task
from django.utils import timezone

from drafts import ageing
from org import enqueue


@shared_task
def sweep_drafts() -> None:
    """What one slice leaves over is taken at once by the next; the sweep finds it too."""
    if ageing.sweep(timezone.now()):
        enqueue.on_commit(sweep_drafts)
