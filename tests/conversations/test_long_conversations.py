"""A conversation that is cut again and again answers as one that never is: the trained assistant hears the same
messages in both, whatever they are, and says the same."""

import asyncio
import itertools
import re
import shutil
from datetime import datetime, timezone
from unittest.mock import patch

import pytest
from asking import ANSWERS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from actions.office import Office, open_office
from bot.assistant import excerpt
from bot.assistant.agent import Assistant
from bot.assistant.turn import Choice, Text
from bot.content.live import Live
from bot.intake import Records
from bot.intake.codes import ALPHABET
from bot.intake.conversations import start_conversation
from bot.intake.records import reading
from bot.intake.tables import request
from bot.settings import Settings
from bot.training import ROOT

pytestmark = pytest.mark.filterwarnings("ignore")  # Rasa's own, when it loads a model; the program hushes them, too
OFTEN, NEVER = excerpt.LAST, 10**9  # turns, after which a conversation is cut
TYPED = [
    *(said for said in ANSWERS.values() if not said.startswith("[")),
    "what is an ilp?", "what is an iap", "and how do i get one?", "who sees this?", "is that free", "tell me more",
    "can you repeat that", "thanks", "hello", "ok", "hmm", "asdf jkl", "qwrt zxcv", "can you order me a pizza",
    "what about the other one?", "I want to ask for a plan", "I am a student, can I ask for extra time myself",
    "what about my request?", "can I talk to a person", "stop", "skip", "yes", "no", "go on with my request",
    "start over", "I want to kill myself", "my friend wants to die", "I was joking",
]  # fmt: skip
# A typed message, or the number of a button of the last reply (of none: the first typed one).
SAID = st.one_of(st.sampled_from(TYPED), st.integers(0, 9))


@pytest.fixture(scope="module")
def assistant(model, content, migrated_file, tmp_path_factory):
    """The trained assistant in this process, with its records; its loop is this thread's."""
    folder = tmp_path_factory.mktemp("long")
    (folder / "models").symlink_to(model.parent)
    url = f"sqlite:///{shutil.copy(migrated_file, folder / 'guidepost.db')}"
    chosen = {"GUIDEPOST_DATA": str(folder), "GUIDEPOST_CONTENT": str(ROOT / "data" / "content")}
    chosen |= {"GUIDEPOST_DATABASE_URL": url, "GUIDEPOST_TRACKER_URL": url}
    given_settings = Settings.from_environment(chosen)
    records = Records.open(url)
    open_office(Office(Live(content), records, given_settings.secret, folder))
    made = Assistant(given_settings, Live(content))
    asyncio.run(made.load())
    made.records = records
    yield made
    made.close()
    records.close()


def same(message, conversation):
    """A message without what is new in each conversation: drafts, references, codes, and its own id."""
    text = re.sub(rf"\b[{ALPHABET}]{{8}}\b", "NUMBER", str(message).replace(conversation.id, "CONVERSATION"))
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT[\d:.+]+", "DRAFT", text)


class Talk:
    """One conversation, in which everything is said with trackers cut after `turns`."""

    def __init__(self, assistant, turns):
        self.assistant, self.turns, self.last = assistant, turns, None
        self.conversation = start_conversation(assistant.records, "en", "parent", datetime.now(timezone.utc))

    def answer(self, said):
        """Types it, or presses the button that begins with what follows a "["."""
        labels = [each["label"] for one in self.last.messages for each in one.get("choices", [])]
        return self.say(
            next(at for at, label in enumerate(labels) if label.startswith(said[1:])) if said[0] == "[" else said
        )

    def filed(self):
        """The request of this conversation, but for what is new in each."""
        with reading(self.assistant.records) as connection:
            wanted = select(request).where(request.c.conversation == self.conversation.id)
            [row] = connection.execute(wanted).mappings().all()
        new = ("id", "draft", "reference", "code_hash", "conversation", "received_at", "consented_at")
        return {name: value for name, value in row.items() if name not in new}

    def say(self, said):
        offered = [] if self.last is None else [each for one in self.last.messages for each in one.get("choices", [])]
        if isinstance(said, str) or not offered:
            meant = Text(said if isinstance(said, str) else TYPED[0])
        else:
            chosen = offered[said % len(offered)]
            meant = Choice(chosen["intent"], chosen.get("entities", {}), self.last.asks, self.last.draft)
        with patch.object(excerpt, "LONG", self.turns):
            self.last = asyncio.run(self.assistant.reply(self.conversation, meant))
        return [same(one, self.conversation) for one in self.last.messages], self.last.asks, self.last.private


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(said=st.lists(SAID, min_size=15, max_size=30))
def test_a_conversation_that_is_cut_answers_as_one_that_is_not(assistant, said):
    whole, cut = Talk(assistant, NEVER), Talk(assistant, OFTEN)
    for place, one in enumerate(said):
        assert cut.say(one) == whole.say(one), said[: place + 1]


def test_a_request_with_a_question_before_every_answer_is_filed_whole(assistant):
    whole, cut = Talk(assistant, NEVER), Talk(assistant, OFTEN)
    for talk in (whole, cut):
        talk.say("I want to ask for a plan")
        while talk.last.asks != "check":
            talk.say("who sees this?")
            talk.answer(ANSWERS[talk.last.asks])
        talk.say("is that free?")
        assert talk.answer("[Send this")[0][0].startswith("{'kind': 'sent'")
    filed = [talk.filed() for talk in (whole, cut)]
    assert filed[0] == filed[1] and filed[0]["description"] == ANSWERS["description"]


def test_a_request_that_was_left_is_gone_on_with_after_any_number_of_questions(assistant):
    talk = Talk(assistant, excerpt.LONG)
    talk.say("I want to ask for a plan")
    for said in ("[My child", "6th", "stop"):
        talk.answer(said)
    questions = itertools.islice(itertools.cycle(["is that free", "who sees this?", "thanks"]), 3 * excerpt.LONG)
    for question in questions:
        talk.say(question)
    before = talk.last.draft
    talk.say("go on with my request")
    assert talk.last.asks == "plan" and talk.last.draft == before
    kept = asyncio.run(assistant._on_thread(assistant._trackers.retrieve(talk.conversation.id)))
    assert (kept.get_slot("for_whom"), kept.get_slot("grade")) == ("child", "6")


@pytest.mark.parametrize("turns", [OFTEN, NEVER])
def test_the_third_miss_in_a_row_ends_with_a_person_though_the_conversation_was_cut(assistant, turns):
    talk = Talk(assistant, turns)
    for said in [*["what is an ilp?"] * 5, "asdf jkl", "qwrt zxcv", "hjkl uiop"]:
        talk.say(said)
    assert {"talk_to_person"} <= {each.get("topic") for each in talk.last.messages[0]["choices"]}


def test_words_of_danger_are_kept_by_no_cut(assistant):
    talk = Talk(assistant, OFTEN)
    for said in ["what is an ilp?", "I want to kill myself tonight", *["is that free"] * 6, "I want to kill myself"]:
        talk.say(said)
    events = assistant._trackers._events.load(talk.conversation.id)
    assert "kill" not in str(events) and len([one for one in events if one["event"] == "user"]) <= OFTEN + 2
