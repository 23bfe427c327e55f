import os
import time

import pytest
from celery import signals
from django.db.migrations.recorder import MigrationRecorder

from perfmgmt import health, tasks

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def embedded(settings, tmp_path):
    """As `manage.py serve` leaves it once its worker has beaten."""
    health._migrations.cache_clear()
    settings.DATA_DIR, settings.HEARTBEAT_FILE = tmp_path, tmp_path / "heartbeat"
    (tmp_path / "broker").mkdir()
    tasks.heartbeat.delay()


def test_alive(client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"alive": True})


def test_ready(client):
    response = client.get("/readyz")

    assert response.json() == {"database": "ready", "migrations": "ready", "broker": "ready", "worker": "ready"}
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


def test_worker_that_stopped(client, settings):
    old = time.time() - 61
    os.utime(settings.HEARTBEAT_FILE, (old, old))

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["worker"] == "the last heartbeat is 61 s old"


def test_worker_that_never_started(client, settings):
    settings.HEARTBEAT_FILE.unlink()
    assert client.get("/readyz").json()["worker"] == "no heartbeat yet"


def test_a_worker_that_just_started_says_so_at_once(client, settings):
    settings.HEARTBEAT_FILE.unlink()

    signals.worker_ready.send(sender=None)

    assert client.get("/readyz").json()["worker"] == "ready"


def test_broker_without_folder(client, settings):
    (settings.DATA_DIR / "broker").rmdir()

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["broker"] == "the broker's folder is missing; start with manage.py serve"


def test_redis_that_is_away_is_named_without_its_address(client, settings):
    settings.REDIS_URL = "redis://:password@127.0.0.1:1/0"
    health.app.conf.broker_url, embedded = settings.REDIS_URL, health.app.conf.broker_url
    try:
        answers = client.get("/readyz").json()
    finally:
        health.app.conf.broker_url = embedded

    assert answers["broker"].startswith("not reachable")
    assert "password" not in str(answers)


def test_heartbeat_by_redis_is_in_the_cache(settings):
    settings.REDIS_URL = "redis://127.0.0.1/0"
    tasks.heartbeat.delay()
    health._worker()


def test_migrations_that_wait(client):
    MigrationRecorder.Migration.objects.filter(app="inbox").delete()

    response = client.get("/readyz")

    assert response.status_code == 503
    assert "wait; run manage.py migrate" in response.json()["migrations"]
