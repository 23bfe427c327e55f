from celery import shared_task
from django.utils import timezone

from org import account_mail, enqueue


@shared_task
def send_account_mail() -> None:
    """Send what waits, in a slice; also the sweep that finds what a broken broker or mail server left."""
    if account_mail.send_due(timezone.now).more:
        enqueue.on_commit(send_account_mail)
