"""Letters and notes to print or save. They lie in the conversation's transcript only: what is forgotten there is gone
here. No link carries the token: a link of its own is asked for with the token, and is good for a short time."""

import asyncio
from typing import Any

from aiohttp import web

from bot.chat.answering import now
from bot.chat.calendar_file import calendar_file
from bot.chat.chat import Chat, chat_of, in_records
from bot.chat.conversations import conversation_of
from bot.chat.guard import address, take
from bot.chat.markdown import blocks
from bot.chat.pages import CSP, TEMPLATES
from bot.chat.pdf import paper_pdf, unshown
from bot.chat.problems import Problem
from bot.chat.seals import seal, unseal
from bot.errors import ConversationEnded
from bot.intake.conversations import Conversation, find_conversation
from bot.intake.messages import read_messages

GOOD_FOR = 15 * 60  # seconds: to print, and to find the printer first; the history of a shared computer lasts longer
LINK = "paper"  # what the seal of a link is for

Message = dict[str, Any]


async def open_paper(request: web.Request) -> web.Response:
    """POST /chat/messages/{id}/paper -> {"paper": "papers/<link>/"}, to be opened below /chat/. Raises Problem."""
    chat = chat_of(request)
    take(chat, chat.limits.address, address(request))
    conversation = await conversation_of(request)
    message = await _message(chat, conversation, request.match_info["id"])
    if message is None:
        raise Problem("not_found")
    link = seal(chat.settings.secret, LINK, [conversation.id, message["id"], int(now().timestamp()) + GOOD_FOR])
    return web.json_response({"paper": f"papers/{link}/"}, status=201)


async def page(request: web.Request) -> web.Response:
    """GET /chat/papers/{link}/: the paper as a page for the printer."""
    chat, message = chat_of(request), await _linked(request)
    if message is None:
        return _over(chat)
    paper, language = message["paper"], message["lang"]
    shows_all = not unshown(paper["title"] + paper["body"])
    return _page(chat, "paper.html", 200, language, paper=paper, blocks=blocks(paper["body"]), pdf=shows_all)


async def pdf(request: web.Request) -> web.Response:
    """GET /chat/papers/{link}/letter.pdf"""
    chat, message = chat_of(request), await _linked(request)
    if message is None:
        return _over(chat)
    take(chat, chat.limits.paper, address(request))
    paper, language = message["paper"], message["lang"]

    def page_of(number: int, pages: int) -> str:
        return chat.content.phrase("paper.page", language, page=str(number), pages=str(pages))

    made = await asyncio.to_thread(paper_pdf, paper["title"], paper["body"], language, page_of)
    if made is None:
        raise web.HTTPFound("./")  # which shows all letters, and says why there is no PDF
    return _file(made, "application/pdf", "letter.pdf")


async def calendar(request: web.Request) -> web.Response:
    """GET /chat/papers/{link}/meeting.ics"""
    chat, message = chat_of(request), await _linked(request)
    if message is None or "starts" not in message["paper"]:
        return _over(chat)
    entry = calendar_file(chat.content, message["lang"], message["paper"]["starts"], message["id"], now())
    return _file(entry, "text/calendar", "meeting.ics")


async def _linked(request: web.Request) -> Message | None:
    """The message that the link is for; None when its time is over, or the conversation is."""
    chat = chat_of(request)
    take(chat, chat.limits.address, address(request))
    try:
        sealed = unseal(chat.settings.secret, LINK, request.match_info["link"])
    except ValueError:
        return None
    assert isinstance(sealed, list)  # we signed it
    conversation_id, message_id, until = sealed
    if now().timestamp() > until:
        return None
    try:
        conversation = await in_records(lambda: find_conversation(chat.records, conversation_id, now()))
    except ConversationEnded:
        return None
    return await _message(chat, conversation, message_id)


async def _message(chat: Chat, conversation: Conversation, message_id: str) -> Message | None:
    messages = await in_records(lambda: read_messages(chat.records, conversation.id))
    return next((one for one in messages if one["id"] == message_id and one.get("paper")), None)


def _over(chat: Chat) -> web.Response:
    return _page(chat, "paper_over.html", 410, chat.language)


def _page(chat: Chat, template: str, status: int, language: str, **values: Any) -> web.Response:
    words = chat.content.phrases("paper", language)
    text = TEMPLATES.get_template(template).render(school=chat.content.school, words=words, language=language, **values)
    headers = {"Content-Security-Policy": CSP, "X-Robots-Tag": "noindex"}
    return web.Response(text=text, status=status, content_type="text/html", headers=headers)


def _file(body: bytes, kind: str, name: str) -> web.Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(body=body, content_type=kind, headers=headers)
