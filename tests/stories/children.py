"""Starts processes of their own on the test's database, lets them act at the same moment, and ends them."""

from __future__ import annotations

import json
import subprocess
import sys
from types import TracebackType
from typing import Any, Self

from tests.navcleo.database import ROOT, environment


class Child:
    """One process; it is ready when made, acts on `go`, and says what came of it on `answer`."""

    def __init__(self, action: str, *words: object) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.stories.child", action, *map(str, words)],
            cwd=ROOT,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ready(self) -> Self:
        """Wait until it waits."""
        assert self.answer() == "ready"
        return self

    def go(self) -> Self:
        """Let it act."""
        assert self.process.stdin
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        return self

    def answer(self) -> Any:
        """The next thing that it says."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, f"the child ended with {self.process.wait(10)}"
        return json.loads(line)

    def kill(self, *, reap: bool = True) -> None:
        """As kill -9 does; not reaped it stays behind as a zombie."""
        self.process.kill()
        if reap:
            self.process.wait(10)

    def close(self) -> None:
        """End it, whatever it does."""
        self.process.kill()
        self.process.wait(10)
        for stream in (self.process.stdin, self.process.stdout):
            if stream:
                stream.close()


class Children:
    """Several children, all ended at the end."""

    def __init__(self) -> None:
        self._children: list[Child] = []

    def start(self, *actions: tuple[object, ...]) -> list[Child]:
        """One child per action, all ready."""
        made = [Child(str(action[0]), *action[1:]) for action in actions]
        self._children += made
        return [child.ready() for child in made]

    def together(self, *actions: tuple[object, ...]) -> list[Any]:
        """Let them act at the same moment; what each said."""
        children = self.start(*actions)
        for child in children:
            child.go()
        return [child.answer() for child in children]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for child in self._children:
            child.close()
