"""The one program: chat, desk and the delivery of letters in one aiohttp application, with the assistant beside it on a
thread of its own. It listens first and says when it is ready; a stop lets what is under way come to its end."""

import asyncio
import logging
import signal
import sys

from aiohttp import web

from actions.office import Office, open_office
from bot.assistant.agent import Assistant
from bot.chat.mount import mount_chat
from bot.content.live import Live
from bot.desk.mount import mount_desk
from bot.errors import GuidepostError
from bot.intake import EventStore, Records
from bot.mail import delivery
from bot.rounds import rounds, watch
from bot.settings import Settings

LONGEST_BODY = 64 * 1024  # bytes; a message has 2,000 characters at most
GRACE_SECONDS = 8  # for messages that are being answered when the program is stopped


def run(settings: Settings) -> int:
    """Serve until SIGINT or SIGTERM. Returns the exit code: 0, or 1 with a sentence on stderr."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        asyncio.run(serve(settings))
    except (GuidepostError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


async def serve(settings: Settings) -> None:
    """Raises ContentFaults, ModelMissing, OSError when the port is taken."""
    live, records = Live.open(settings.content), Records.of(settings)
    open_office(Office(live, records, settings.secret, settings.data))
    assistant, stop = Assistant(settings, live), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    runner = web.AppRunner(
        application(settings, live, records, assistant), access_log=None, shutdown_timeout=GRACE_SECONDS
    )
    await runner.setup()
    events = EventStore.of(settings)
    post = asyncio.create_task(delivery(records, settings, stop))
    rounds_made = asyncio.create_task(rounds(records, events, live, stop))
    watched = asyncio.create_task(watch(records, live, stop))
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
        loading, stopping = asyncio.create_task(assistant.load()), asyncio.create_task(stop.wait())
        await asyncio.wait({loading, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if loading.done():
            loading.result()
        await stopping
    finally:
        stop.set()
        await runner.cleanup()
        await post
        await rounds_made
        await watched
        assistant.close()
        events.close()
        records.close()


def application(settings: Settings, live: Live, records: Records, assistant: Assistant) -> web.Application:
    """Everything that is reached over HTTP."""
    app = web.Application(client_max_size=LONGEST_BODY)
    mount_chat(app, settings, live, records, assistant)
    mount_desk(app, settings, live, records)
    return app
