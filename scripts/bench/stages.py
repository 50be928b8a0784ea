"""Guidepost with stopwatches: `python -m scripts.bench.stages FILE` runs it, and writes at its end where the time of
all turns went, as JSON. For one conversation at a time; what a turn waits for counts for the innermost stage."""

from __future__ import annotations

import functools
import inspect
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.run import prepare

prepare()

from rasa.core.processor import MessageProcessor  # noqa: E402
from rasa.engine.graph import GraphNode  # noqa: E402
from rasa.shared.core.trackers import DialogueStateTracker  # noqa: E402

from bot.__main__ import main  # noqa: E402
from bot.assistant.actions_here import ActionsHere  # noqa: E402
from bot.assistant.agent import Assistant  # noqa: E402
from bot.assistant.encoder import Encoder  # noqa: E402
from bot.assistant.replies import Replies  # noqa: E402
from bot.assistant.trackers import EventTrackers  # noqa: E402
from bot.chat import answering, conversations, messages  # noqa: E402

TURN, BESIDES = "chat", "Rasa besides"
COMPONENTS = {"TopicClassifier": "classifier", "DangerListener": "danger", "RulePolicy": "policies"}
STAGES: tuple[tuple[str, Any, str], ...] = (
    (TURN, messages, "say"),
    ("records", answering, "in_records"),
    ("records", conversations, "in_records"),
    ("records", messages, "in_records"),
    ("to the assistant's thread and back", Assistant, "reply"),
    (BESIDES, Assistant, "_reply"),
    ("tracker store", EventTrackers, "retrieve"),
    ("tracker store", EventTrackers, "save"),
    ("encoder", Encoder, "vectors"),
    ("policies", MessageProcessor, "_predict_next_with_tracker"),
    ("copies of the tracker", DialogueStateTracker, "copy"),
    ("actions", ActionsHere, "request"),
    ("replies", Replies, "generate"),
)
spent: dict[str, float] = {}
turns, processor_seconds = 0, 0.0
_open: list[float] = []  # for each stage that is under way, the seconds spent in stages within it


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Counts only what is part of a turn: greetings and the watcher's questions are not."""
    global turns, processor_seconds
    if not _open and name != TURN:
        yield
        return
    _open.append(0.0)
    began, processor_began = time.perf_counter(), time.process_time()
    try:
        yield
    finally:
        whole = time.perf_counter() - began
        spent[name] = spent.get(name, 0.0) + whole - _open.pop()
        if _open:
            _open[-1] += whole
        else:
            turns += 1
            processor_seconds += time.process_time() - processor_began


def timed(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    if inspect.iscoroutinefunction(function):

        @functools.wraps(function)
        async def awaited(*given: Any, **named: Any) -> Any:
            with stage(name):
                return await function(*given, **named)

        return awaited

    @functools.wraps(function)
    def called(*given: Any, **named: Any) -> Any:
        with stage(name):
            return function(*given, **named)

    return called


def put_stopwatches() -> None:
    for name, owner, attribute in STAGES:
        setattr(owner, attribute, timed(name, getattr(owner, attribute)))
    run_node = GraphNode.__call__

    def node(self: GraphNode, *given: Any) -> Any:
        component = self._component_class
        own = component.__name__.lower() if component.__module__.startswith("bot.") else BESIDES
        with stage(COMPONENTS.get(component.__name__, own)):
            return run_node(self, *given)

    GraphNode.__call__ = node


if __name__ == "__main__":
    file = Path(sys.argv[1])
    put_stopwatches()
    code = main(["run"])
    file.write_text(json.dumps({"turns": turns, "processor_seconds": processor_seconds, "spent": spent}))
    sys.exit(code)
