"""The embedded broker: kombu's folder of messages, in which nobody finds half of one.

kombu opens a message's file under its name and then writes it. A worker that looks in between reads nothing, or the
half that a killed process left, and dies of it, and all of `serve` with it. Here a file gets its name when it is whole.
Who deletes the folders loses what waited there, which a sweep finds; the folders come back by themselves.
"""

import logging
import os
from collections import defaultdict
from pathlib import Path
from queue import Empty
from uuid import uuid4

from kombu.transport import filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps

logger = logging.getLogger(__name__)
# What this process bound, by the file that says so: without it every message would go nowhere, in silence.
_bound: dict[Path, list[tuple[str, str, str]]] = defaultdict(list)


class Channel(filesystem.Channel):
    def _put(self, queue, payload, **kwargs):
        # Sorted by their names, as kombu takes them: the oldest first.
        name = f"{filesystem.monotonic() * 1000:.0f}_{uuid4()}.{queue}.msg"
        _write_whole(Path(self.data_folder_out) / name, payload)

    def _get(self, queue):
        while True:
            try:
                return super()._get(queue)
            except FileNotFoundError as error:
                Path(self.data_folder_in).mkdir(parents=True, exist_ok=True)
                logger.warning("the folder of messages was gone and was made again")
                raise Empty from error
            except ValueError:
                # Left by a power cut. It is taken out of the folder by now, and what it asked for is found by a sweep.
                logger.warning("a message that nobody can read was dropped")

    def _queue_bind(self, exchange, routing_key, pattern, queue):
        file = self._exchange_file(exchange)
        if not file.exists():
            _write_whole(file, [], keep=True)
        super()._queue_bind(exchange, routing_key, pattern, queue)
        if (binding := (routing_key, pattern, queue)) not in _bound[file]:
            _bound[file].append(binding)

    def get_table(self, exchange):
        file = self._exchange_file(exchange)
        if not file.exists():
            for binding in list(_bound[file]):
                self._queue_bind(exchange, *binding)
        return super().get_table(exchange)

    def _size(self, queue):
        return super()._size(queue) if Path(self.data_folder_in).is_dir() else 0


class Transport(filesystem.Transport):
    Channel = Channel


def _write_whole(path: Path, content, *, keep: bool = False) -> None:
    """`keep`: what somebody else wrote there meanwhile stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{uuid4()}.part")
    try:
        part.write_bytes(str_to_bytes(dumps(content)))
        if not keep:
            part.replace(path)
        elif not path.exists():
            os.link(part, path)
    except FileExistsError:
        pass
    except OSError as error:
        raise filesystem.ChannelError(f"Cannot write {path}") from error
    finally:
        part.unlink(missing_ok=True)
