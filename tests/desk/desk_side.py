"""The staff's side as a test meets it."""

import re
from dataclasses import dataclass
from datetime import datetime, timezone

from aiohttp.test_utils import TestClient
from sqlalchemy import select

from bot.content import Content
from bot.intake import tables
from bot.intake.records import Records, reading
from bot.intake.sessions import start_session

SUNDAY_NIGHT = datetime(2026, 11, 23, 4, 30, tzinfo=timezone.utc)  # 10:30 p.m. at the school
PASSWORD = "correct horse battery staple"
TOKEN = re.compile(r'name="form_token" value="([^"]+)"')


@dataclass
class Side:
    """A browser at the desk, and what stands behind it."""

    client: TestClient
    content: Content
    records: Records

    async def get(self, path, **asked):
        """(status, text) of a page, after redirects."""
        async with self.client.get(path, **asked) as answer:
            return answer.status, await answer.text()

    async def token(self, path="/desk/"):
        """The token on the forms of a page."""
        _, text = await self.get(path)
        return TOKEN.search(text)[1]

    async def post(self, path, token=None, follow=True, headers=None, **fields):
        """(status, text) of what a form of ours gets, after redirects unless `follow` is False."""
        fields["form_token"] = token or await self.token()
        async with self.client.post(path, data=fields, allow_redirects=follow, headers=headers) as answer:
            return answer.status, await answer.text()

    async def sign_in(self, login="office", password=PASSWORD, **fields):
        token = await self.token("/desk/sign-in")
        return await self.post("/desk/sign-in", token, login=login, password=password, **fields)

    async def enter(self, login="office"):
        """A session as after signing in, without the password, which takes its time."""
        kept = {"guidepost_desk": self.session(login)}
        self.client.session.cookie_jar.update_cookies(kept, self.client.make_url("/desk/"))

    def session(self, login):
        """What the cookie holds after signing in."""
        [row] = self.rows(tables.staff, login=login)
        return start_session(self.records, row.id, datetime.now(timezone.utc))

    def cookie(self):
        """What the browser keeps."""
        return next((each for each in self.client.session.cookie_jar if each.key == "guidepost_desk"), None)

    def rows(self, table, **wanted):
        found = select(table).order_by(*table.primary_key)
        for name, value in wanted.items():
            found = found.where(table.c[name] == value)
        with reading(self.records) as connection:
            return connection.execute(found).all()

    def request_id(self, reference):
        [row] = self.rows(tables.request, reference=reference)
        return row.id
