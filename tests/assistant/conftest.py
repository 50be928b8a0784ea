"""What the tests of the assistant share: Rasa's domain, and conversations made of events."""

import warnings
from pathlib import Path

import pytest
import yaml

from bot.content.live import Live
from bot.settings import Settings

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def domain():
    from rasa.shared.core.domain import Domain

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Rasa's reader of YAML is old
        return Domain.load(ROOT / "domain.yml")


@pytest.fixture(scope="session")
def domain_file():
    """domain.yml as it stands."""
    return yaml.safe_load((ROOT / "domain.yml").read_text())


@pytest.fixture
def conversation_of(domain):
    """Makes a tracker out of events; what is named fills slots."""
    from rasa.shared.core.events import SlotSet
    from rasa.shared.core.trackers import DialogueStateTracker

    def make(*events, **slots):
        filled = [SlotSet(name, value) for name, value in slots.items()]
        return DialogueStateTracker.from_events("conversation-1", [*filled, *events], domain.slots)

    return make


@pytest.fixture
def settings(tmp_path, sqlite_url):
    environ = {
        "GUIDEPOST_DATA": str(tmp_path / "var"),
        "GUIDEPOST_CONTENT": str(ROOT / "data" / "content"),
        "GUIDEPOST_DATABASE_URL": sqlite_url,
        "GUIDEPOST_TRACKER_URL": sqlite_url,
    }
    return Settings.from_environment(environ)


@pytest.fixture(scope="session")
def replies(content):
    from bot.assistant.replies import Replies

    return Replies(live=Live(content))


@pytest.fixture
def say(replies, conversation_of):
    """What is said by `utter` after these events."""

    async def told(utter, *events, values=None, **slots):
        said = await replies.generate(utter, conversation_of(*events, **slots), "chat", **(values or {}))
        assert set(said) == {"custom"} and set(said["custom"]) <= {"messages", "changes", "about"}
        return said["custom"]["messages"]

    return told
