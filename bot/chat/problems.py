"""What the chat answers when it can't do as asked: each with a name, a status, and words from the phrases."""

from http import HTTPStatus

from aiohttp import web

from bot.content import Content

STATUS = {
    "bad_token": 401,
    "not_found": 404,
    "wrong_method": 405,
    "too_slow": 408,
    "too_long": 413,
    "not_json": 415,
    "wrong_shape": 422,
    "unknown_choice": 422,
    "too_many": 429,
    "failed": 500,
    "not_ready": 503,
    "records_unavailable": 503,
}


class Problem(Exception):
    """Raised by a handler; `guard` answers with it. `headers` are added to the answer."""

    def __init__(self, name: str, headers: dict[str, str] | None = None) -> None:
        self.name, self.headers = name, headers or {}
        super().__init__(name)


def problem_response(problem: Problem, content: Content, language: str) -> web.Response:
    """The problem as `application/problem+json`; `detail` is a sentence that a family can read."""
    status = HTTPStatus(STATUS[problem.name])
    body = {
        "type": f"urn:guidepost:{problem.name.replace('_', '-')}",
        "title": status.phrase,
        "status": status.value,
        "detail": content.phrase(f"widget.problem.{problem.name}", language),
    }
    kind = "application/problem+json"
    return web.json_response(body, status=status.value, content_type=kind, headers=problem.headers)
