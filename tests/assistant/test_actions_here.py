"""Rasa gets from our endpoint what it would get from an action server."""

import json
from pathlib import Path

import pytest
from rasa.core.actions.action import ActionExecutionRejection as RasaRejection
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import SlotSet
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import ClientResponseError
from rasa_sdk.interfaces import ActionExecutionRejection

import actions
from bot.assistant.actions_here import ActionsHere
from bot.assistant.channel import Collected


async def counts(say, tracker, domain):
    say.utter_message(json_message={"changes": {"language": tracker.get_slot("grade")}})
    return [{"event": "slot", "name": "grade", "value": "8", "timestamp": None}]


async def rejects(say, tracker, domain):
    raise ActionExecutionRejection("action_rejects")


async def breaks(say, tracker, domain):
    raise RuntimeError("broken")


@pytest.fixture(scope="module")
def endpoint():
    endpoint = ActionsHere()
    for action in (counts, rejects, breaks):
        endpoint._executor.register_function(f"action_{action.__name__}", action)
    return endpoint


def call(name):
    return {"next_action": name, "sender_id": "conversation-1", "tracker": {"sender_id": "conversation-1"}}


async def test_an_action_runs_as_rasa_asks_for_it(endpoint, conversation_of, domain):
    channel = Collected()
    events = await RemoteAction("action_counts", endpoint).run(channel, None, conversation_of(grade="7"), domain)
    assert [event.value for event in events if isinstance(event, SlotSet)] == ["8"]
    (said,) = [event.message() for event in events if event.type_name == "bot"]
    await channel.send_response("conversation-1", said)
    assert channel.changes == {"language": "7"}


async def test_a_rejection_is_the_error_that_rasa_understands(endpoint, conversation_of, domain):
    with pytest.raises(ClientResponseError) as told:
        await endpoint.request(json=call("action_rejects"), method="post", timeout=1)
    assert told.value.status == 400 and json.loads(told.value.text)["action_name"] == "action_rejects"
    with pytest.raises(RasaRejection):
        await RemoteAction("action_rejects", endpoint).run(Collected(), None, conversation_of(), domain)


async def test_what_breaks_in_an_action_is_raised(endpoint):
    with pytest.raises(RasaException, match=r"action_breaks failed: RuntimeError at test_actions_here\.py:\d+$"):
        await endpoint.request(json=call("action_breaks"))
    with pytest.raises(RasaException, match="ActionNotFoundException"):
        await endpoint.request(json=call("action_nobody_wrote"))


# Rasa holds no result of ours against its schema; this is what stands in its place.


async def test_an_event_that_does_not_exist_is_refused(endpoint, conversation_of, domain):
    async def invents(say, tracker, domain):
        return [{"event": "slott", "name": "grade", "value": "8"}]

    endpoint._executor.register_function("action_invents", invents)
    with pytest.raises(ValueError, match="slott"):
        await RemoteAction("action_invents", endpoint).run(Collected(), None, conversation_of(), domain)


def test_events_are_made_by_the_library_s_functions_only():
    assert not [file.name for file in Path(actions.__file__).parent.glob("*.py") if '"event":' in file.read_text()]


def test_every_action_of_the_domain_is_there_and_no_other(domain_file):
    assert set(ActionsHere()._executor.actions) == set(domain_file["actions"])
