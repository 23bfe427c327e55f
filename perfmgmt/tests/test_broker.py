import json
import shutil
from queue import Empty

import pytest
from kombu import Connection

from perfmgmt.broker import Transport
from perfmgmt.celery import app


@pytest.fixture
def channel(tmp_path):
    folders = {"data_folder_in": "in", "data_folder_out": "in", "control_folder": "control"}
    for folder in set(folders.values()):
        tmp_path.joinpath(folder).mkdir()
    options = {name: str(tmp_path / folder) for name, folder in folders.items()}
    with Connection(transport=Transport, transport_options=options) as connection:
        yield connection.channel()


def test_a_file_has_its_name_only_when_it_is_whole(channel, tmp_path):
    tmp_path.joinpath("in", "1_half.celery.msg.part").write_text('{"hal')

    for number in range(3):
        channel._put("celery", {"number": number})

    assert channel._size("celery") == 3
    assert {channel._get("celery")["number"] for _each in range(3)} == {0, 1, 2}


@pytest.mark.parametrize("torn", ["", '{"body": "ha'])
def test_half_a_message_stops_nobody(channel, tmp_path, torn):
    tmp_path.joinpath("in", "0_torn.celery.msg").write_text(torn)
    channel._put("celery", {"number": 1})

    assert channel._get("celery") == {"number": 1}
    assert list(tmp_path.joinpath("in").iterdir()) == []
    with pytest.raises(Empty):
        channel._get("celery")


def test_the_table_of_queues_is_whole_and_keeps_what_is_there(channel, tmp_path):
    for queue in ("one", "two", "two"):
        channel._queue_bind("celery", queue, "", queue)

    (table,) = tmp_path.joinpath("control").iterdir()
    assert json.loads(table.read_text()) == [["two", "", "two"], ["one", "", "one"]]


def test_folders_that_somebody_deletes_come_back(channel, tmp_path):
    channel._queue_bind("celery", "celery", "", "celery")
    for folder in ("in", "control"):
        shutil.rmtree(tmp_path / folder)

    assert channel._size("celery") == 0
    with pytest.raises(Empty):
        channel._get("celery")
    shutil.rmtree(tmp_path / "in")
    channel._put("celery", {"number": 1})

    assert channel._get("celery") == {"number": 1}
    assert [binding.queue for binding in channel.get_table("celery")] == ["celery"]


def test_the_product_uses_it():
    connection = app.connection_for_write("filesystem://")

    assert isinstance(connection.transport, Transport) or not app.conf.broker_url.startswith("filesystem:")
