"""Whatever comes in, nothing forged is accepted and nothing breaks."""

import json

import pytest
from chat_side import bearer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat.seals import seal, unseal

SECRET = b"x" * 32
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["text", "choice", "language"]) | st.text(), inner, max_size=4)
    ),
    max_leaves=8,
)
MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(JSON.filter(lambda value: value == value and "nan" not in repr(value)), st.text())
def test_what_was_sealed_comes_back_for_its_purpose_only(value, purpose):
    sealed = seal(SECRET, purpose, value)
    assert unseal(SECRET, purpose, sealed) == value
    for secret, other in ((SECRET, purpose + "x"), (b"y" * 32, purpose)):
        with pytest.raises(ValueError, match="not sealed"):
            unseal(secret, other, sealed)


@given(st.data())
def test_no_other_spelling_of_a_seal_is_accepted(data):
    sealed = seal(SECRET, "choice of a", {"intent": "affirm"})
    place = data.draw(st.integers(0, len(sealed)))
    drop = data.draw(st.integers(0, 1))
    changed = sealed[:place] + data.draw(st.text(max_size=2)) + sealed[place + drop :]
    if changed != sealed:
        with pytest.raises(ValueError, match="not sealed"):
            unseal(SECRET, "choice of a", changed)


@pytest.fixture
def ask(side):
    """A function that sends bytes, as a hypothesis test can call it from outside the event loop."""

    async def asked(method, path, data, headers):
        async with side.client.request(method, path, data=data, headers=headers) as answer:
            return answer.status, answer.content_type, await answer.text()

    return asked


BODIES = (
    JSON.map(lambda value: json.dumps(value).encode())
    | st.binary(max_size=200)
    | st.fixed_dictionaries({"text": st.text(max_size=2100)}).map(lambda value: json.dumps(value).encode())
)
TOKENS = st.text(st.characters(min_codepoint=33, max_codepoint=0x24F, exclude_categories=("Cc", "Cs")), max_size=80)


@MANY
@given(body=BODIES, path=st.sampled_from(["/chat/messages", "/chat/conversations"]))
async def test_no_body_breaks_it(side, ask, body, path):
    if not hasattr(side, "token"):
        side.token, _ = await side.begin()
    headers = bearer(side.token) | {"Content-Type": "application/json"}
    status, kind, text = await ask("POST", path, body, headers)
    assert status in (200, 201, 413, 422), (status, text)
    assert kind == ("application/json" if status < 300 else "application/problem+json")


@MANY
@given(token=TOKENS, method=st.sampled_from(["GET", "POST", "DELETE"]))
async def test_no_made_up_token_is_accepted(ask, token, method):
    path = "/chat/conversations/current" if method == "DELETE" else "/chat/messages"
    headers = bearer(token) | {"Content-Type": "application/json"}
    assert (await ask(method, path, b'{"text": "a"}', headers))[0] == 401


@MANY
@given(choice=st.text(max_size=80))
async def test_no_made_up_choice_is_accepted(side, ask, choice):
    if not hasattr(side, "token"):
        side.token, _ = await side.begin()
    headers = bearer(side.token) | {"Content-Type": "application/json"}
    assert (await ask("POST", "/chat/messages", json.dumps({"choice": choice}).encode(), headers))[0] == 422
    assert side.speaker.heard == []
