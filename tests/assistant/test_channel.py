"""What is said in a turn is collected in order, whatever Rasa makes of it."""

import pytest
from rasa.core.channels.channel import OutputChannel

from bot.assistant.channel import Collected


@pytest.fixture
def collected():
    return Collected()


async def test_messages_and_changes_are_kept_in_order(collected):
    for said in (
        {"messages": [{"body": "1"}, {"body": "2"}]},
        {"changes": {"persona": "student"}},
        {"messages": [{"body": "3"}], "changes": {"language": "es"}},
        {"changes": {"persona": "parent"}},
    ):
        await collected.send_response("conversation-1", {"custom": said})
    assert [one["body"] for one in collected.messages] == ["1", "2", "3"]
    assert collected.changes == {"persona": "parent", "language": "es"}


async def test_a_placeholder_of_the_domain_reaches_nobody(collected):
    await collected.send_response("conversation-1", {"text": "-"})
    await collected.send_response("conversation-1", {"text": "-", "custom": {"messages": [{"body": "1"}]}})
    assert collected.messages == [{"body": "1"}]


def test_it_is_a_channel_named_chat():
    assert issubclass(Collected, OutputChannel) and Collected.name() == "chat"
