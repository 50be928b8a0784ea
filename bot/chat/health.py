"""Tells a watcher, never a family: is the program alive, and can it serve?"""

from aiohttp import web

from bot.chat.chat import chat_of, in_records
from bot.chat.problems import Problem
from bot.intake.records import ping


async def health(request: web.Request) -> web.Response:
    """GET /health: the program runs; waits for nothing."""
    return web.json_response({"status": "alive"})


async def ready(request: web.Request) -> web.Response:
    """GET /ready: the model is loaded and the records can be read; else 503."""
    chat = chat_of(request)
    if not chat.assistant.ready:
        raise Problem("not_ready", {"Retry-After": "2"})
    await in_records(lambda: ping(chat.records))
    return web.json_response({"status": "ready"})
