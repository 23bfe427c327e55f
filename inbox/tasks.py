from celery import shared_task
from django.utils import timezone

from inbox import at_once, relay, snoozing
from org import enqueue


@shared_task
def send_due_mail():
    """Beat's look at who is due."""
    for lane, stretches in relay.begin():
        enqueue.on_commit(send_slice, lane, stretches)


@shared_task
def send_slice(lane, stretches):
    left = relay.go_on(lane, stretches, timezone.now())
    if left:
        enqueue.on_commit(send_slice, lane, left)


@shared_task
def sweep_snoozes():
    snoozing.sweep(timezone.now())


@shared_task
def send_at_once():
    at_once.send_due(timezone.now())
