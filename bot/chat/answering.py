"""One turn: asked of the assistant, kept, and delivered whatever breaks on the way. Never an empty reply, and never a
word of the family's in the log."""

import asyncio
import logging
import time
from datetime import datetime, timezone

from bot.assistant.turn import Choice, Text, Turn
from bot.chat.bodies import clean, without_slash
from bot.chat.chat import TURN_SECONDS, Chat, for_log, in_records, place
from bot.chat.turns import Message, shown
from bot.content.school import PERSONAS
from bot.errors import ConversationEnded, RecordsUnavailable
from bot.intake.conversations import Conversation
from bot.intake.messages import append_messages

log = logging.getLogger(__name__)


def now() -> datetime:
    return datetime.now(timezone.utc)


async def answer(
    chat: Chat, conversation: Conversation, said: Text | Choice | None, kept: list[Message]
) -> list[Message]:
    """The assistant's messages on what was said (None: nothing yet, so it greets). `kept` is what the family said, as
    the transcript keeps it. A reply is delivered even when it can't be kept."""
    began = time.monotonic()
    turn = await _ask(chat, conversation, said)
    language = turn.changes.get("language", conversation.language)
    messages = shown(turn, chat.settings.secret, conversation.id, language)
    if turn.private:  # words of danger are not for the next one who opens this page
        kept = [words | {"body": chat.content.phrase("widget.not_kept", language)} for words in kept]
    await _keep(chat, conversation, turn, [*kept, *messages])
    kinds = ",".join(message["kind"] for message in messages)
    log.info("conversation %s: %s in %d ms", for_log(conversation.id), kinds, (time.monotonic() - began) * 1000)
    return messages


async def help_in_danger(chat: Chat, conversation_id: str, body: dict[str, str]) -> list[Message]:
    """The reply to words of danger while the records are away, which keeps nothing; to all others []. Whether the
    conversation goes on nobody knows now, so nothing of it is told."""
    if "text" not in body:
        return []
    unknown = Conversation(conversation_id, chat.language, PERSONAS[0], now(), now(), None)
    said = Text(without_slash(clean(body["text"])))
    turn = await asyncio.wait_for(chat.assistant.reply_if_danger(unknown, said), TURN_SECONDS)
    return shown(turn, chat.settings.secret, conversation_id, chat.language) if turn else []


async def _ask(chat: Chat, conversation: Conversation, said: Text | Choice | None) -> Turn:
    talk = chat.assistant.greet(conversation) if said is None else chat.assistant.reply(conversation, said)
    try:
        turn = await asyncio.wait_for(talk, TURN_SECONDS)
        if turn.messages:
            return turn
        log.error("conversation %s: an empty turn", for_log(conversation.id))
    except Exception as error:  # whatever it was, the family is told where else to turn
        log.error("conversation %s: the turn failed: %s", for_log(conversation.id), place(error))
    words = chat.content.phrase("widget.turn_failed", conversation.language)
    return Turn([{"kind": "error", "body": words}])


async def _keep(chat: Chat, conversation: Conversation, turn: Turn, messages: list[Message]) -> None:
    try:
        await in_records(lambda: append_messages(chat.records, conversation.id, messages, now(), turn.changes))
    except (RecordsUnavailable, ConversationEnded) as error:
        # Perhaps it says that a request was sent, with its reference: that must reach the family in any case.
        log.warning("conversation %s: a turn was not kept: %s", for_log(conversation.id), place(error))
