"""Begins and ends a conversation. The token is the only key to it; the row in the records decides if it is good."""

import asyncio
import logging

from aiohttp import web

from bot.chat.answering import answer, now
from bot.chat.bodies import read_object
from bot.chat.chat import TURN_SECONDS, chat_of, for_log, in_records, place
from bot.chat.guard import address, bad_token, take
from bot.chat.problems import Problem
from bot.chat.seals import seal, unseal
from bot.content.school import PERSONAS
from bot.intake.conversations import Conversation, end_conversation, find_conversation, start_conversation

log = logging.getLogger(__name__)
TOKEN = "conversation"  # what the seal of a token is for


async def begin(request: web.Request) -> web.Response:
    """POST /chat/conversations"""
    chat = chat_of(request)
    take(chat, chat.limits.starts, address(request))
    wanted = await read_object(request, ("language", "persona"))
    language, persona = wanted.get("language", chat.language), wanted.get("persona", PERSONAS[0])
    if language not in chat.content.languages or persona not in PERSONAS:
        raise Problem("wrong_shape")
    if not chat.assistant.ready:
        raise Problem("not_ready", {"Retry-After": "5"})
    conversation = await in_records(lambda: start_conversation(chat.records, language, persona, now()))
    messages = await answer(chat, conversation, None, [])
    token = seal(chat.settings.secret, TOKEN, conversation.id)
    return web.json_response({"conversation": token, "messages": messages}, status=201)


async def end(request: web.Request) -> web.Response:
    """DELETE /chat/conversations/current; twice is no error, so that a forgetting that failed can be tried again."""
    chat = chat_of(request)
    take(chat, chat.limits.address, address(request))
    conversation_id = id_of(request)
    await in_records(lambda: end_conversation(chat.records, conversation_id, now()))
    try:
        await asyncio.wait_for(chat.assistant.forget(conversation_id), TURN_SECONDS)
    except Exception as error:
        log.error("conversation %s: not forgotten by the assistant: %s", for_log(conversation_id), place(error))
        raise Problem("records_unavailable") from None
    log.info("conversation %s: forgotten", for_log(conversation_id))
    return web.Response(status=204)


def id_of(request: web.Request) -> str:
    """The conversation that the request's token was made for. Raises Problem bad_token."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise bad_token()
    try:
        return str(unseal(chat_of(request).settings.secret, TOKEN, token.strip()))
    except ValueError:
        raise bad_token() from None


async def conversation_of(request: web.Request) -> Conversation:
    """The conversation, if it still goes on. Raises Problem bad_token, ConversationEnded, RecordsUnavailable."""
    chat, conversation_id = chat_of(request), id_of(request)
    return await in_records(lambda: find_conversation(chat.records, conversation_id, now()))
