"""Puts the staff's side into the one application of this program."""

import asyncio

from aiohttp import web

from bot.content.live import Live
from bot.desk import acts, away, inbox, one_request, sign_in
from bot.desk.desk import DESK, Desk
from bot.desk.guard import guard
from bot.desk.pages import style
from bot.intake.records import Records
from bot.settings import Settings

PASSWORDS_AT_ONCE = 2  # each takes 64 MB and a core for a moment; the chat goes on beside it


def mount_desk(app: web.Application, settings: Settings, live: Live, records: Records) -> None:
    """Adds all of /desk to `app`."""
    app[DESK] = Desk(settings, live, records, asyncio.Semaphore(PASSWORDS_AT_ONCE))
    desk = web.Application(middlewares=[guard])
    desk.router.add_get("", inbox.without_slash)
    desk.router.add_get("/", inbox.inbox)
    desk.router.add_post("/search", inbox.search)
    desk.router.add_get("/away", away.show)
    desk.router.add_post("/away", away.set_away)
    desk.router.add_get("/desk.css", style, name="style")
    desk.router.add_get("/sign-in", sign_in.show, name="sign_in")
    desk.router.add_post("/sign-in", sign_in.sign_in, name="sign_in_sent")
    desk.router.add_post("/sign-out", sign_in.sign_out)
    desk.router.add_post("/sign-out-everywhere", sign_in.sign_out_everywhere)
    desk.router.add_get(r"/requests/{id:\d{1,9}}", one_request.show)
    desk.router.add_post(r"/requests/{id:\d{1,9}}/move", acts.move)
    desk.router.add_post(r"/requests/{id:\d{1,9}}/hand-on", acts.hand_on)
    desk.router.add_post(r"/requests/{id:\d{1,9}}/note", acts.note)
    desk.router.add_post(r"/requests/{id:\d{1,9}}/attempt", acts.attempt)
    desk.router.add_post(r"/requests/{id:\d{1,9}}/reply", acts.reply)
    desk.router.add_post(r"/requests/{id:\d{1,9}}/correct", acts.correct)
    desk.router.add_post(r"/requests/{id:\d{1,9}}/link", acts.link)
    desk.router.add_post(r"/requests/{id:\d{1,9}}/unlink", acts.unlink)
    desk.router.add_post(r"/requests/{id:\d{1,9}}/checked", acts.checked)
    desk.router.add_post(r"/requests/{id:\d{1,9}}/taken", acts.taken)
    desk.router.add_post(r"/requests/{id:\d{1,9}}/new-code", acts.new_code)
    desk.router.add_post(r"/requests/{id:\d{1,9}}/keep", acts.keep)
    desk.router.add_post(r"/requests/{id:\d{1,9}}/release", acts.release)
    desk.router.add_post(r"/requests/{id:\d{1,9}}/letters/{letter:\d{1,9}}/again", acts.again)
    app.add_subapp("/desk", desk)
