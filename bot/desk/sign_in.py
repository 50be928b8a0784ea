"""Signing in and out. Which of name and password was wrong is never told, nor that an account is there."""

from aiohttp import web

from bot.desk.cookie import cookie_of, give_cookie, new_cookie, take_cookie
from bot.desk.desk import STAFF, desk_of, in_records, now
from bot.desk.forms import FORM
from bot.desk.pages import page
from bot.intake.sessions import end_session, end_sessions, session_staff, start_session
from bot.intake.staff import check_password


async def show(request: web.Request) -> web.Response:
    """GET /desk/sign-in"""
    desk, cookie = desk_of(request), cookie_of(request)
    if cookie is not None and await in_records(lambda: session_staff(desk.records, cookie, now())) is not None:
        raise web.HTTPSeeOther("/desk/")
    return _form(
        request, over=request.query.get("over", ""), out="out" in request.query, to=request.query.get("to", "")
    )


async def sign_in(request: web.Request) -> web.Response:
    """POST /desk/sign-in"""
    desk, form = desk_of(request), request[FORM]
    login, password, to = form.get("login", ""), form.get("password", ""), form.get("to", "")
    lacking = [name for name, typed in (("login", login), ("password", password)) if not typed]
    if lacking:
        return _form(request, 422, errors=[(name, f"no_{name}") for name in lacking], login=login, to=to)
    async with desk.sign_ins:
        staff = await in_records(lambda: check_password(desk.records, login, password, now()))
    if staff is None:
        return _form(request, 422, errors=[("login", "wrong")], login=login, to=to)
    token = await in_records(lambda: start_session(desk.records, staff.id, now()))
    response = _see("/desk/requests/" + to if _is_id(to) else "/desk/")
    give_cookie(request, response, token)
    return response


async def sign_out(request: web.Request) -> web.Response:
    """POST /desk/sign-out"""
    desk, cookie = desk_of(request), cookie_of(request) or ""
    await in_records(lambda: end_session(desk.records, cookie, now()))
    return _signed_out(request)


async def sign_out_everywhere(request: web.Request) -> web.Response:
    """POST /desk/sign-out-everywhere: at every computer where this staff member is signed in."""
    desk, staff = desk_of(request), request[STAFF]
    await in_records(lambda: end_sessions(desk.records, staff.id, now()))
    return _signed_out(request)


def _form(request: web.Request, status: int = 200, **values: object) -> web.Response:
    cookie = cookie_of(request) or new_cookie()
    shown = {"errors": [], "login": "", "to": "", "over": "", "out": False} | values
    shown["to"] = shown["to"] if _is_id(str(shown["to"])) else ""
    response = page(request, "sign_in.html", status, cookie, **shown)
    if cookie != cookie_of(request):
        give_cookie(request, response, cookie)
    return response


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _see(path: str) -> web.Response:
    return web.Response(status=303, headers={"Location": path})


def _signed_out(request: web.Request) -> web.Response:
    response = _see("/desk/sign-in?out=1")
    take_cookie(request, response)
    return response
