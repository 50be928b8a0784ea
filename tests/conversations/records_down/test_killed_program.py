"""kill -9 of the whole program at random moments: no request is lost or doubled, no letter is lost or doubled, and
every conversation goes on where it was. The seed is printed; GUIDEPOST_TEST_SEED repeats the moments."""

import sqlite3
import threading
import time
from contextlib import closing

import requests
from asking import BY_MAIL, BY_PHONE, answer_until, ask_for_a_plan
from family import Family
from killing import seeded
from program import conversation_id, eventually
from reading_letters import text_of

ROUNDS = 3
FAMILIES = 8


def press_send(family, after, told):
    """Presses "Send" `after` so many seconds; what comes back, if anything does, stands in `told`."""
    time.sleep(after)
    try:
        answer = family.post(choice=family.choice("Send this"))
    except requests.RequestException:
        return
    if answer.status_code == 200 and answer.json()["messages"][0].get("reference"):
        told[family] = answer.json()["messages"][0]


def rows_of(program, family):
    return program.rows("SELECT * FROM request WHERE conversation = ?", conversation_id(family.token))


def give_leases_back(program):
    """As if five minutes had passed: a letter that was just being sent when the program died may be taken again."""
    with closing(sqlite3.connect(program.records, timeout=10)) as records, records:
        records.execute("UPDATE letter SET claimed_until = NULL WHERE status = 'waiting'")


def assert_every_letter_was_delivered_once(program):
    give_leases_back(program)
    eventually(lambda: not program.waiting(), seconds=30)
    sent = program.rows("SELECT id FROM letter WHERE status = 'sent'")
    letters = program.letters()
    assert len(letters) == len(sent) == len({letter["Message-ID"] for letter in letters})
    whole = ("Hello,", "Someone")  # a notice of danger greets nobody
    assert all(text_of(letter).startswith(whole) for letter in letters)
    assert not list((program.data / "letters").glob("*.eml.*"))


def test_kill_9_while_send_is_pressed_and_while_letters_wait(fragile):
    chance, filed, unanswered = seeded(), {}, 0
    midway = ask_for_a_plan(Family(fragile.address), until="papers", **BY_MAIL)
    for number in range(ROUNDS):
        families = [ask_for_a_plan(Family(fragile.address), **(BY_MAIL, BY_PHONE)[n % 2]) for n in range(FAMILIES)]
        told = {}
        # In the last round only while letters wait: they are looked for every two seconds.
        ends = chance.uniform(0.02, 0.5) if number + 1 < ROUNDS else chance.uniform(0.5, 2.8)
        presses = [ends - 0.005, *(chance.uniform(0, 0.3) for _ in families[1:])]  # one just before the end
        pressing = [
            threading.Thread(target=press_send, args=(family, after, told))
            for family, after in zip(families, presses, strict=True)
        ]
        for thread in pressing:
            thread.start()
        time.sleep(ends)
        fragile.kill()
        for thread in pressing:
            thread.join()
        unanswered += FAMILIES - len(told)
        for family in told:  # what a family was told as sent is there, before anything starts again
            assert [row["reference"] for row in rows_of(fragile, family)] == [told[family]["reference"]]
        fragile.start()
        for family in families:
            [again] = [m for m in family.post(choice=family.choice("Send this")).json()["messages"] if "reference" in m]
            if family in told:
                assert (again["reference"], again["code"]) == (told[family]["reference"], told[family]["code"])
            filed[family] = again
        midway.say("say that again")
        assert midway.asks == "papers"
    assert unanswered, "no family was left without an answer: the program was never killed in the middle"
    for family, told in filed.items():
        [row] = rows_of(fragile, family)
        assert (row["reference"], row["status"]) == (told["reference"], "received")
        history = fragile.rows("SELECT * FROM history WHERE request_id = ?", row["id"])
        owners = fragile.rows("SELECT * FROM hand_off WHERE request_id = ? AND kind = 'owner'", row["id"])
        assert len(history) == len(owners) == 1
    assert_every_letter_was_delivered_once(fragile)
    for family, told in list(filed.items())[-2:]:  # the status, to a new program, in another conversation
        asking = Family(fragile.address)
        asking.say("what about my request?")
        asking.say(told["reference"])
        asking.say(told["code"])
        assert asking.kinds == ["status"] and asking.messages[0]["reference"] == told["reference"]
        assert family.history()[-1]["reference"] == told["reference"]
    assert answer_until(midway, "check") and "He reads slowly" in midway.text and "Maria Example" in midway.text
    midway.press("Send this")
    assert len(rows_of(fragile, midway)) == 1


def test_a_stop_lets_what_is_under_way_come_to_its_end(fragile):
    family, told = ask_for_a_plan(Family(fragile.address), **BY_MAIL), {}
    pressing = threading.Thread(target=press_send, args=(family, 0, told))
    pressing.start()
    time.sleep(0.02)
    fragile.stop()
    pressing.join()
    fragile.start()
    [again] = [m for m in family.post(choice=family.choice("Send this")).json()["messages"] if "reference" in m]
    assert family not in told or told[family]["reference"] == again["reference"]
    assert len(rows_of(fragile, family)) == 1
    assert_every_letter_was_delivered_once(fragile)
