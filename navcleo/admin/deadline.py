"""A time limit for views that read the other side: the answer is there in time, or the person is told (booking rule 6.1)."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from django.db import connection

Result = TypeVar("Result")
SECONDS = 20


class TookTooLong(Exception):
    """No answer within the limit. What was begun only reads, and ends by itself."""


def within(work: Callable[[], Result], seconds: float = SECONDS) -> Result:
    """Return what `work` returns, or raise what it raises; TookTooLong after the limit. `work` runs in a thread of its
    own, with its own database connection, outside any transaction of this request."""
    answers: SimpleQueue[tuple[Any, BaseException | None]] = SimpleQueue()
    context = contextvars.copy_context()

    def run() -> None:
        try:
            answers.put((context.run(work), None))
        except BaseException as error:  # noqa: BLE001 - handed to the caller
            answers.put((None, error))
        finally:
            connection.close()

    threading.Thread(target=run, daemon=True, name="within").start()
    try:
        result, error = answers.get(timeout=seconds)
    except Empty:
        raise TookTooLong(
            f"no answer within {seconds:.0f} seconds; the other side may be busy, try again later"
        ) from None
    if error:
        raise error
    return result
