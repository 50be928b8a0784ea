"""Nothing is shown or done without a session and the form's own token, and nothing that comes in breaks a page."""

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.desk.forms import MOST_BYTES
from bot.intake import tables

MANY = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
FORM = "application/x-www-form-urlencoded"
SECRETS = ("Maria", "Tomás", "Reading takes", "family@example.org", "school counselor")
METHODS = st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
SEGMENT = st.text(st.characters(min_codepoint=33, max_codepoint=0x17F, exclude_characters="/?#%"), max_size=12)
PATHS = st.one_of(
    st.sampled_from(
        [
            "/",
            "/search",
            "/sign-out",
            "/sign-out-everywhere",
            "/requests/1",
            "/requests/1/move",
            "/requests/1/note",
            "/requests/1/hand-on",
            *(f"/requests/1/{act}" for act in ("checked", "attempt", "reply", "correct", "link", "unlink")),
            "/requests/1/keep",
            "/requests/1/release",
            "/requests/1/letters/1/again",
            "/requests/0",
            "/requests/999999999999",
            "/requests/1/",
            "/requests/%31",
            "/desk.css",
            "/../desk/",
            "/%2e%2e/",
            "/%00",
            "/?view=closed",
        ]
    ),
    st.lists(SEGMENT | st.sampled_from(["requests", "1", "move", "..", "letters"]), max_size=4).map(
        lambda segments: "/" + "/".join(segments)
    ),
)
VALUE = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters='",;\\'), max_size=60)
COOKIES = st.none() | VALUE

ACTS = [
    *("move", "hand-on", "note", "attempt", "reply", "correct", "link", "unlink", "checked", "keep", "release"),
    "letters/1/again",
]


@pytest.fixture
def filed(file_request):
    return file_request(student_name="Tomás Example")


@pytest_asyncio.fixture(loop_scope="session")
async def ask(side):
    """A function that sends whatever it is given, as a stranger does unless there is a cookie."""

    async def asked(method, path, data=b"", headers=None, cookie=None):
        headers = dict(headers or {}) | ({"Cookie": f"guidepost_desk={cookie}"} if cookie else {})
        asking = side.client.request(method, path, data=data, headers=headers, allow_redirects=False)
        async with asking as answer:
            return answer, await answer.text()

    return asked


@MANY
@given(method=METHODS, path=PATHS, cookie=COOKIES, body=st.binary(max_size=80))
async def test_no_path_breaks_or_shows_anything_without_a_session(filed, ask, method, path, cookie, body):
    answer, text = await ask(method, f"/desk{path}", body, {"Content-Type": FORM}, cookie)
    assert answer.status < 500, (answer.status, text)
    assert not [word for word in (*SECRETS, filed.reference) if word in text]
    if answer.status == 303:
        assert answer.headers["Location"].startswith("/desk/")


@MANY
@given(method=METHODS, path=PATHS, fields=st.dictionaries(SEGMENT, st.text(max_size=20), max_size=5))
async def test_no_path_breaks_with_a_session(side, filed, ask, method, path, fields):
    if side.cookie() is None or side.cookie().value.startswith("stranger-"):
        await side.enter()
        side.kept = side.cookie().value, await side.token()
    cookie, token = side.kept
    data = "&".join(f"{name}={value}" for name, value in fields.items()) + f"&form_token={token}"
    if "sign-out" not in path:
        answer, text = await ask(method, f"/desk{path}", data.encode(), {"Content-Type": FORM}, cookie)
        assert answer.status < 500, (answer.status, text)


WORD = st.text(st.characters(codec="utf-8"), max_size=30)


@MANY
@example(act="move", first="decided_no", second="", third="talked")
@example(act="move", first="decided", second="x", third="")
@given(act=st.sampled_from(["move", "hand-on", "note"]), first=WORD, second=WORD, third=WORD)
async def test_no_form_breaks_a_request(side, filed, act, first, second, third):
    if not hasattr(side, "kept"):
        await side.enter()
        side.kept = await side.token()
    page = f"/desk/requests/{side.request_id(filed.reference)}/{act}"
    fields = {"status": first, "role": first, "text": first, "reason": second, "seen": third}
    status, text = await side.post(page, side.kept, **fields)
    assert status in (200, 409, 422), (status, text)
    assert filed.reference in text


@pytest.mark.parametrize(
    "act",
    [
        "move",
        "hand-on",
        "note",
        "attempt",
        "reply",
        "correct",
        "link",
        "unlink",
        "checked",
        "keep",
        "release",
        "letters/1/again",
    ],
)
async def test_a_form_with_a_wrong_token_is_refused_and_changes_nothing(side, file_request, act):
    filed = file_request()
    await side.enter()
    page = f"/desk/requests/{side.request_id(filed.reference)}"
    await side.get(page)
    fields = {"status": "talked", "role": "nurse", "reason": "because", "text": "a note", "seen": "opened"}
    before = [len(side.rows(table)) for table in (tables.history, tables.note, tables.hand_off, tables.audit)]
    for token in ("wrong", "x" * 43, await _strangers_token(side)):
        status, text = await side.post(f"{page}/{act}", token, **fields)
        assert status == 403 and "Nothing was changed" in text
    after = [len(side.rows(table)) for table in (tables.history, tables.note, tables.hand_off, tables.audit)]
    assert before == after


async def _strangers_token(side):
    """A token that is good for another cookie."""
    async with side.client.get("/desk/sign-in", cookies={"guidepost_desk": "stranger-" + "y" * 43}) as answer:
        return (await answer.text()).split('name="form_token" value="')[1].split('"')[0]


@pytest.mark.parametrize("path", ["/desk/sign-in", "/desk/search", "/desk/sign-out", "/desk/sign-out-everywhere"])
async def test_every_other_form_needs_its_token_too(side, path):
    await side.enter()
    assert (await side.post(path, "wrong", login="office", password="incorrect", words="x"))[0] == 403
    assert "Olga Office" in (await side.get("/desk/"))[1]


async def test_a_form_that_the_browser_says_comes_from_elsewhere_is_refused(side):
    await side.enter()
    for site, status in (("cross-site", 403), ("same-site", 403), ("same-origin", 200)):
        assert (await side.post("/desk/search", words="x", headers={"Sec-Fetch-Site": site}))[0] == status


async def test_what_is_no_form_or_too_long_is_refused_with_a_sentence(side, ask):
    await side.enter()
    cookie = side.cookie().value
    for kind, data, status in (
        ("application/json", b"{}", 415),
        ("multipart/form-data; boundary=x", b"--x--", 415),
        (FORM, b"words=" + b"x" * MOST_BYTES, 413),
        (FORM, b"&".join(b"a=1" for _ in range(50)), 422),
        (FORM, b"words=\xff\xfe", 422),
    ):
        answer, text = await ask("POST", "/desk/search", data, {"Content-Type": kind}, cookie)
        assert answer.status == status and "Nothing was changed" in text


async def test_every_answer_locks_every_door(side, file_request, ask):
    filed = file_request()
    await side.enter()
    cookie, page = side.cookie().value, f"/desk/requests/{side.request_id(filed.reference)}"
    expected = {page: 200, "/desk/": 200, "/desk/nowhere": 404, "/desk/desk.css": 200, f"{page}/move": 405}
    for path, status in expected.items():
        answer, text = await ask("GET", path, cookie=cookie)
        policy = answer.headers["Content-Security-Policy"]
        assert answer.status == status and policy.startswith("default-src 'none'") and "unsafe" not in policy
        assert "script-src" not in policy and "frame-ancestors 'none'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == ("no-cache" if path.endswith(".css") else "no-store")
        inline_or_foreign = ("<style", " style=", "<script", " on" + "click", "http://", "https://")
        assert not [part for part in inline_or_foreign if part in text]
    side.client.session.cookie_jar.clear()
    assert (await ask("GET", "/desk/nowhere"))[0].status == 303  # a stranger is not even told what there is


async def test_without_records_the_page_says_so(side):
    await side.enter()
    side.records.close()
    side.records.file.rename(side.records.file.with_suffix(".away"))
    status, text = await side.get("/desk/")
    assert status == 503 and "be reached now" in text and "Your last step may not be kept." in text


async def test_a_failure_tells_nothing_of_what_it_met(side, monkeypatch, caplog):
    await side.enter()

    def fails(*_):
        raise ValueError("Tomás was crying")

    monkeypatch.setattr("bot.desk.inbox.count_requests", fails)
    status, text = await side.get("/desk/")
    assert status == 500 and "Something went wrong" in text
    assert "ValueError" in caplog.text and "Tomás" not in caplog.text + text
