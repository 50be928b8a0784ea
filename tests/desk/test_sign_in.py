"""Who gets in, for how long, and what the browser keeps of it."""

from datetime import timedelta

import pytest
import time_machine
from desk_side import PASSWORD, SUNDAY_NIGHT

from bot.intake import tables
from bot.intake.sessions import IDLE, LASTS
from bot.intake.staff import LOCKED_FOR, WRONG_PASSWORDS

MORNING = SUNDAY_NIGHT + timedelta(hours=10)


@pytest.fixture
def clock():
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


async def test_with_name_and_password_staff_see_the_inbox(side):
    status, text = await side.sign_in()
    assert status == 200 and "Olga Office" in text and "All open" in text


async def test_the_sign_in_name_may_be_typed_in_any_case(side):
    assert "Olga Office" in (await side.sign_in(" Office"))[1]


@pytest.mark.parametrize(
    ("login", "password"), [("office", "incorrect"), ("nobody", PASSWORD), ("office", PASSWORD.upper())]
)
async def test_a_wrong_name_and_a_wrong_password_are_answered_alike(side, login, password):
    status, text = await side.sign_in(login, password)
    assert status == 422 and "do not open the desk" in text and "<title>Error: " in text
    assert password not in text
    assert (await side.get("/desk/"))[1].count("<h1>Sign in</h1>") == 1


async def test_a_missing_name_or_password_is_told_at_its_field(side):
    status, text = await side.sign_in("", "")
    assert status == 422 and 'href="#login"' in text and 'href="#password"' in text and text.count("aria-invalid") == 2


async def test_after_some_wrong_passwords_the_right_one_opens_nothing_for_a_while(side, clock):
    for _ in range(WRONG_PASSWORDS):
        assert (await side.sign_in(password="incorrect"))[0] == 422
    locked = await side.sign_in()
    assert locked[0] == 422 and "do not open the desk" in locked[1]
    assert "Carl Counsel" in (await side.sign_in("counsel"))[1]
    await side.post("/desk/sign-out")
    clock.shift(LOCKED_FOR + timedelta(seconds=1))
    assert "Olga Office" in (await side.sign_in())[1]


async def test_the_cookie_is_kept_from_scripts_and_from_other_sites(side):
    await side.sign_in()
    cookie = side.cookie()
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/desk"
    assert not cookie["secure"] and not cookie["expires"] and not cookie["max-age"]


async def test_over_https_the_cookie_is_never_sent_without_it(side):
    async with side.client.get("/desk/sign-in", headers={"X-Forwarded-Proto": "https"}) as answer:
        assert "; Secure" in answer.headers["Set-Cookie"]


async def test_signing_in_gives_a_new_cookie(side):
    await side.get("/desk/sign-in")
    before = side.cookie().value
    await side.sign_in()
    assert side.cookie().value != before


async def test_the_records_hold_no_password_and_no_cookie(side):
    await side.sign_in()
    kept = str(side.rows(tables.staff)) + str(side.rows(tables.staff_session))
    assert PASSWORD not in kept and side.cookie().value not in kept and "$argon2id$" in kept


async def test_a_session_ends_when_nobody_clicks(side, clock):
    await side.sign_in()
    clock.shift(IDLE - timedelta(seconds=10))
    assert "Olga Office" in (await side.get("/desk/"))[1]
    clock.shift(IDLE + timedelta(seconds=10))
    _, text = await side.get("/desk/")
    assert "Your session is over" in text and "Olga Office" not in text


async def test_a_step_that_comes_after_the_end_of_a_session_is_not_done_and_that_is_told(side, clock, file_request):
    await side.sign_in()
    page = f"/desk/requests/{side.request_id(file_request().reference)}"
    token = await side.token(page)
    clock.shift(IDLE + timedelta(seconds=10))
    assert "Your last step was not kept" in (await side.post(f"{page}/note", token, text="late"))[1]
    assert not side.rows(tables.note)


async def test_a_session_ends_after_a_working_day_even_with_clicks(side, clock):
    await side.sign_in()
    assert timedelta(hours=8) == LASTS
    for _ in range(24):
        clock.shift(timedelta(minutes=20))
        text = (await side.get("/desk/"))[1]
    assert "Olga Office" in text
    clock.shift(timedelta(seconds=10))
    assert "Your session is over" in (await side.get("/desk/"))[1]


async def test_signing_out_ends_the_session_here(open_side):
    here, there = await open_side(), await open_side()
    await here.sign_in()
    await there.sign_in()
    kept = here.cookie().value
    assert "You are signed out" in (await here.post("/desk/sign-out"))[1]
    assert "Sign in" in (await here.get("/desk/", cookies={"guidepost_desk": kept}))[1]
    assert "Olga Office" in (await there.get("/desk/"))[1]


async def test_signing_out_everywhere_ends_the_sessions_at_every_computer_of_this_person_only(open_side):
    here, there, other = await open_side(), await open_side(), await open_side()
    await here.sign_in()
    await there.sign_in()
    await other.sign_in("counsel")
    await here.post("/desk/sign-out-everywhere")
    assert "Your session is over" in (await there.get("/desk/"))[1]
    assert "Carl Counsel" in (await other.get("/desk/"))[1]


async def test_who_follows_a_letters_link_comes_to_that_request_after_signing_in(side, file_request):
    filed = file_request()
    page = f"/desk/requests/{side.request_id(filed.reference)}"
    async with side.client.get(page) as answer:
        assert str(answer.url.relative()) == f"/desk/sign-in?to={page.rsplit('/')[-1]}"
    _, text = await side.sign_in(to=page.rsplit("/")[-1])
    assert f"Plan request {filed.reference}" in text


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "1/../..", "1\r\nSet-Cookie: a=b", "9" * 12])
async def test_signing_in_leads_to_no_other_place(side, to):
    token = await side.token("/desk/sign-in")
    fields = {"form_token": token, "login": "office", "password": PASSWORD, "to": to}
    async with side.client.post("/desk/sign-in", data=fields, allow_redirects=False) as answer:
        assert answer.status == 303 and answer.headers["Location"] == "/desk/"
    assert "evil" not in (await side.get("/desk/sign-in", params={"to": to}))[1]


async def test_who_is_signed_in_already_is_not_asked_again(side):
    await side.sign_in()
    assert "All open" in (await side.get("/desk/sign-in"))[1]
