"""Stands before every page of the desk: no page without a session, no form without its token, headers that close
doors, and one page for whatever goes wrong. It sees nothing of a family."""

import logging

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.desk.cookie import FIELD, cookie_of, had_session, is_form_token
from bot.desk.desk import STAFF, desk_of, in_records, now, place
from bot.desk.forms import FORM, Form, Refused, read_form
from bot.desk.pages import page
from bot.errors import RecordsUnavailable, UnknownReference
from bot.intake.sessions import session_staff

log = logging.getLogger(__name__)

HEADERS = {
    "Server": "Guidepost",  # no version for a stranger
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",  # the next one at this computer reads nothing by going back
    "X-Robots-Tag": "noindex",
    "Vary": "Cookie",
}
NAMED = {404: "not_found", 405: "wrong_method", 413: "too_long"}
OPEN = ("style", "sign_in", "sign_in_sent")  # names of the routes that need no session


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every answer of the desk passes here, 404 and 405 under /desk too."""
    try:
        response = await _let_in(request, handler)
    except Refused as refused:
        response = page(request, "problem.html", refused.status, name=refused.name)
    except UnknownReference:
        response = page(request, "problem.html", 404, name="not_found")
    except RecordsUnavailable as error:
        log.warning("records unavailable: %s", place(error))
        response = page(request, "problem.html", 503, name="records_unavailable")
    except web.HTTPSeeOther as elsewhere:
        response = web.Response(status=303, headers={"Location": str(elsewhere.location)})
    except web.HTTPException as error:
        response = page(request, "problem.html", error.status, name=NAMED.get(error.status, "failed"))
        if "Allow" in error.headers:
            response.headers["Allow"] = error.headers["Allow"]
    except Exception as error:  # the edge: nothing may leave as a bare 500
        log.error("%s failed: %s", request.method, place(error))
        response = page(request, "problem.html", 500, name="failed")
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


async def _let_in(request: web.Request, handler: Handler) -> web.StreamResponse:
    """To a page that needs a session, only who has one; to any form, only what a page of ours sent."""
    desk, cookie = desk_of(request), cookie_of(request) or ""
    if request.match_info.route.name not in OPEN:
        staff = await in_records(lambda: session_staff(desk.records, cookie, now())) if cookie else None
        if staff is None:
            raise web.HTTPSeeOther(_sign_in_address(request))
        request[STAFF] = staff
    if request.method == "POST":
        request[FORM] = await _own_form(request, desk.settings.secret, cookie)
    return await handler(request)


def _sign_in_address(request: web.Request) -> str:
    """Whoever follows a letter's link comes to that request after signing in; whoever was at work is told why not."""
    wanted = request.match_info.get("id") if request.method == "GET" else None
    asked = [f"over={'lost' if request.method == 'POST' else 'yes'}"] if had_session(request) else []
    asked += [f"to={wanted}"] if wanted else []
    return "/desk/sign-in" + ("?" + "&".join(asked) if asked else "")


async def _own_form(request: web.Request, secret: bytes, cookie: str) -> Form:
    """The form, if the page that sent it is ours and was made for this cookie. Raises Refused."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Refused("foreign", 403)  # told by the browser itself, on HTTPS
    form = await read_form(request)
    if not cookie or not is_form_token(secret, cookie, form.get(FIELD, "")):
        raise Refused("foreign", 403)
    return form
