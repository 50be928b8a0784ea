"""What the family says, and the conversation so far. Text is text, never a command; a choice is as we issued it."""

from aiohttp import web

from bot.assistant.turn import Choice, Text
from bot.chat.answering import answer, help_in_danger
from bot.chat.bodies import clean, read_object, without_slash
from bot.chat.chat import Chat, chat_of, in_records
from bot.chat.conversations import conversation_of, id_of
from bot.chat.guard import address, take
from bot.chat.problems import Problem
from bot.chat.turns import Message, opened, said, without_codes
from bot.errors import RecordsUnavailable
from bot.intake.codes import NUMBER
from bot.intake.conversations import Conversation
from bot.intake.messages import read_messages


async def say(request: web.Request) -> web.Response:
    """POST /chat/messages"""
    chat = chat_of(request)
    take(chat, chat.limits.address, address(request))
    take(chat, chat.limits.conversation, id_of(request))
    body = await read_object(request, ("text", "choice"))
    if len(body) != 1:
        raise Problem("wrong_shape")
    try:
        conversation = await conversation_of(request)
    except RecordsUnavailable:
        messages = await help_in_danger(chat, id_of(request), body) if chat.assistant.ready else []
        if not messages:
            raise
        return web.json_response({"messages": messages})
    if not chat.assistant.ready:
        raise Problem("not_ready", {"Retry-After": "5"})
    meant, kept = await _understood(chat, conversation, body)
    return web.json_response({"messages": await answer(chat, conversation, meant, [kept])})


async def so_far(request: web.Request) -> web.Response:
    """GET /chat/messages"""
    chat = chat_of(request)
    take(chat, chat.limits.address, address(request))
    conversation = await conversation_of(request)
    return web.json_response({"messages": await in_records(lambda: read_messages(chat.records, conversation.id))})


async def _understood(chat: Chat, conversation: Conversation, body: dict[str, str]) -> tuple[Text | Choice, Message]:
    if "choice" in body:
        choice, label = opened(body["choice"], chat.settings.secret, conversation.id)
        return choice, said(label, conversation.language)
    words = clean(body["text"])
    kept = words
    if NUMBER.search(words):
        before = await in_records(lambda: read_messages(chat.records, conversation.id))
        kept = without_codes(words, code_was_asked=bool(before) and before[-1].get("asks") == "code")
    return Text(without_slash(words)), said(kept, conversation.language)
