"""The part of a long conversation that Rasa goes on with. It goes through every event several times a turn, so that a
turn would cost more and more. What the family reads when it comes back is kept apart, whole (bot.intake.messages)."""

from collections.abc import Iterator, Sequence

from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

from bot.assistant.heard import LAST, NO_SUBJECT
from bot.intake.plan_request import NEED_KINDS

LONG = 20  # turns, after which the conversation is cut
PLAN = "plan"  # the slot whose choice makes it the plan spoken of
CRISIS = "crisis"
DRAFT = "draft"  # the slot that is emptied when a request was filed or forgotten


def excerpt(tracker: DialogueStateTracker, slots: Sequence[Slot]) -> DialogueStateTracker:
    """A new beginning with the slots and the form as they were, the exchange that told of the subject, what was told of
    a student, and the last turns: nothing that a later reply can be made of is left out. The tracker itself while it is
    short."""
    events = list(tracker.events)
    turns = [place for place, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(turns) <= LONG or tracker.is_paused():
        return tracker
    before, last = events[: turns[-LAST]], events[turns[-LAST] :]
    then = DialogueStateTracker.from_events(tracker.sender_id, before, slots)
    shorter = DialogueStateTracker(tracker.sender_id, slots)
    for event in (*_beginning(then, list(_said_in(before))), *last):
        shorter.update(event)
    return shorter


def _beginning(then: DialogueStateTracker, said: Sequence[Event]) -> Iterator[Event]:
    """As Rasa begins a session, then `said`; after that all is as it was then."""
    yield ActionExecuted(ACTION_SESSION_START_NAME)
    yield SessionStarted()
    yield from (SlotSet(name, slot.value) for name, slot in then.slots.items() if slot.value != slot.initial_value)
    yield from said
    if not then.get_slot(PLAN):
        yield SlotSet(PLAN, None)
    if then.get_slot(DRAFT) is not None:
        yield SlotSet(DRAFT, then.get_slot(DRAFT))
    yield ActiveLoop(then.active_loop_name)
    yield ActionExecuted(ACTION_LISTEN_NAME)


def _said_in(events: Sequence[Event]) -> Iterator[Event]:
    """What was said that may be needed, in its order, and between it what tells which of it was said in a form and
    which before a request was filed."""
    kept = {id(event) for event in _spoken_of(events)}
    form = shown = None
    for event in events:
        if isinstance(event, ActiveLoop):
            form = event.name
        elif isinstance(event, SlotSet) and event.key == DRAFT and event.value is None:
            yield event
        elif id(event) in kept or (form is None and _tells_of_a_student(event)):
            if form != shown:
                yield ActiveLoop(form)
            shown = form
            yield event


def _tells_of_a_student(event: Event) -> bool:
    found = event.entities if isinstance(event, UserUttered) and event.intent_name != CRISIS else ()
    return any(one.get("entity") in NEED_KINDS for one in found)


def _spoken_of(events: Sequence[Event]) -> list[Event]:
    """The last exchange on a subject, the last that noted what it was about, and a plan that was chosen since; without
    what else they did, for the slots tell that."""
    kept: list[Event] = []
    said: list[BotUttered] = []
    found = {_has_subject: False, _is_about: False}
    for event in reversed(events):
        if isinstance(event, BotUttered):
            said.insert(0, event)
        elif isinstance(event, SlotSet) and event.key == PLAN and event.value:
            if not found[_is_about] and not any(map(_is_about, said)):
                kept.insert(0, event)
        elif isinstance(event, UserUttered):
            new = [is_so for is_so, known in found.items() if not known and any(map(is_so, said))]
            found |= dict.fromkeys(new, True)
            kept[:0] = [event, *said] if new else []
            said = []
            if all(found.values()):
                break
    return kept


def _has_subject(said: BotUttered) -> bool:
    messages = (said.data.get("custom") or {}).get("messages", [])
    return any(one.get("topic") and one.get("kind") not in NO_SUBJECT for one in messages)


def _is_about(said: BotUttered) -> bool:
    return bool((said.data.get("custom") or {}).get("about"))
