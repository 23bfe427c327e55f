from celery import shared_task

from perfmgmt import health


@shared_task
def heartbeat():
    health.beat()
