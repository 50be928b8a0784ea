"""Puts the families' side into the one application of this program."""

from collections.abc import Collection

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.chat import conversations, health, messages, pages, papers
from bot.chat.chat import CHAT, Chat, Talks
from bot.chat.guard import guard
from bot.chat.limits import Limits
from bot.content.live import Live
from bot.intake.records import Records
from bot.settings import Settings


def mount_chat(
    app: web.Application,
    settings: Settings,
    live: Live,
    records: Records,
    assistant: Talks,
    sites: Collection[str] = (),
    proxies: int = 0,
) -> None:
    """Adds /, /health, /ready and all of /chat to `app`. `sites` and `proxies`: see Chat. The assistant may still be
    starting; until it is ready, /ready and the chat answer 503."""
    app[CHAT] = Chat(settings, live, records, assistant, Limits(), frozenset(sites), proxies)
    app.router.add_get("/", _guarded(pages.school_page))
    app.router.add_get("/health", _guarded(health.health))
    app.router.add_get("/ready", _guarded(health.ready))
    chat = web.Application(middlewares=[guard])
    chat.router.add_post("/conversations", conversations.begin)
    chat.router.add_delete("/conversations/current", conversations.end)
    chat.router.add_post("/messages", messages.say)
    chat.router.add_get("/messages", messages.so_far)
    chat.router.add_post("/messages/{id}/paper", papers.open_paper)
    chat.router.add_get("/papers/{link}/", papers.page)
    chat.router.add_get("/papers/{link}/letter.pdf", papers.pdf)
    chat.router.add_get("/papers/{link}/meeting.ics", papers.calendar)
    chat.router.add_get("/words.json", pages.words)
    chat.router.add_get("", pages.without_slash)
    chat.router.add_get("/", pages.chat_page)
    chat.router.add_get(r"/{name:[a-z_]+\.(?:js|css|svg)}", pages.widget_file)
    app.add_subapp("/chat", chat)


def _guarded(handler: Handler) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        return await guard(request, handler)

    return handle
