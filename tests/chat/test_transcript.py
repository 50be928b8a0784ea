"""What the transcript does not keep: a code, whether we showed it or the family typed it, and words of danger."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from bot.chat.turns import without_codes
from bot.intake.codes import ALPHABET, MASK, code_for, new_reference


async def test_the_code_is_in_the_live_reply_and_not_in_the_transcript(side):
    token, _ = await side.begin()
    (live,) = (await (await side.say(token, text="send it")).json())["messages"]
    assert live["code"] == "CDFHJKMN" and "CDFHJKMN" in live["body"]
    kept = (await side.so_far(token))[-1]
    assert kept["reference"] == live["reference"] and "CDFHJKMN" not in str(kept)


@pytest.mark.parametrize("typed", ["CDFHJKMN", "cdfh jkmn", "it is CDFH-JKMN!"])
async def test_a_code_that_was_asked_for_is_heard_and_not_kept(side, typed):
    token, _ = await side.begin()
    await side.say(token, text="status")
    await side.say(token, text=typed)
    assert side.speaker.heard[-1][1].text == typed
    assert MASK in (await side.so_far(token))[-2]["body"]


@given(draft=st.uuids().map(str), reference=st.builds(new_reference), asked=st.booleans())
def test_of_a_reference_and_a_code_only_the_reference_is_kept(draft, reference, asked):
    code = code_for(b"x" * 32, draft)
    kept = without_codes(f"{reference} and {code}", asked)
    assert code == reference or code not in kept or code.isdigit()
    assert (reference in kept) == (not asked) or reference.isdigit()


@given(st.text(alphabet=ALPHABET.lower() + "aeiou -", max_size=60))
def test_words_stay_as_they_are(text):
    if not any(character.isdigit() for character in text):
        words = [word for word in text.replace("-", " ").split() if not set(word) & set("aeiou")]
        if not words:
            assert without_codes(text, True) == text


def test_telephone_numbers_and_dates_stay():
    for text in ("call 225-555-0100", "2346 7892", "23467892", "on 11-22-2026", "1-800-422-4453"):
        assert without_codes(text, True) == text


async def test_words_of_danger_are_answered_and_not_kept(side):
    token, _ = await side.begin()
    (message,) = (await (await side.say(token, text="danger, he hits me")).json())["messages"]
    assert message["kind"] == "crisis" and side.speaker.heard[-1][1].text == "danger, he hits me"
    so_far = await side.so_far(token)
    assert so_far[-1] == message and so_far[-2]["from"] == "family"
    assert "hits" not in str(so_far) and so_far[-2]["body"] == side.content.phrase("widget.not_kept", "en")


@pytest.mark.parametrize("text", ["what is an ilp?", "I am a student"])
async def test_a_turn_reads_the_records_once_and_writes_them_once(side, text):
    token, _ = await side.begin()
    begun = []
    event.listen(side.records.engine, "begin", lambda connection: begun.append(connection.get_execution_options()))
    await side.say(token, text=text)
    assert [dict(options).get("reads", False) for options in begun] == [True, False]
