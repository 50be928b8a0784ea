"""The life of a request, in every order that families, staff and the clock can bring about: whatever was done, what the
family reads is true, nobody's words are lost, and there is always an owner who was written to."""

import uuid
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import delete, insert, select

from bot.errors import RequestIncomplete, StepNotAllowed, UnknownReference
from bot.intake import tables
from bot.intake.changes import add_to_request, withdraw_request
from bot.intake.corrections import correct_request
from bot.intake.desk_view import open_request
from bot.intake.handling import add_note, check_relation, hand_off, move_request
from bot.intake.late import tell_late
from bot.intake.links import link_requests
from bot.intake.outbox import claim_letter, letter_sent
from bot.intake.own_request import request_status
from bot.intake.reaching import RESULTS, note_attempt, reply_to_family
from bot.intake.records import reading, transaction
from bot.intake.retention import delete_requests, due_requests, hold
from bot.intake.staff import create_staff
from bot.intake.statuses import OVER, STATUSES, STEPS
from bot.intake.submit import submit_request

MONDAY = datetime(2026, 9, 14, 16, 0, tzinfo=timezone.utc)


def machine(records, content, secret, new_request):
    school = content.school

    class Life(RuleBasedStateMachine):
        requests = Bundle("requests")

        def __init__(self):
            super().__init__()
            with transaction(records) as connection:
                gone = {"at": MONDAY, "received_on": MONDAY.date(), "over_on": MONDAY.date(), "kind": "plan"}
                for reference in connection.execute(select(tables.request.c.reference)).scalars().all():
                    connection.execute(insert(tables.disposal).values(reference=reference, **gone))
                for table in (*tables.records.sorted_tables[::-1],):
                    if table.name not in ("status_step", "conversation", "message"):
                        connection.execute(delete(table))
            self.now, self.filed, self.codes, self.status, self.added, self.held = MONDAY, {}, {}, {}, {}, set()
            self.checked, self.replied = set(), {}
            self.staff = create_staff(records, "office", "Office", "x" * 12, "counsellor", True, MONDAY)

        @rule(
            target=requests, plan=st.sampled_from(["ILP", "IAP", "504"]), persona=st.sampled_from(["parent", "student"])
        )
        def file(self, plan, persona):
            new = new_request(draft=str(uuid.uuid4()), plan=plan, persona=persona)
            filed = submit_request(records, content, secret, new, self.now)
            again = submit_request(records, content, secret, new, self.now)
            assert (again.reference, again.code, again.repeated) == (filed.reference, filed.code, True)
            with reading(records) as connection:
                wanted = select(tables.request.c.id).where(tables.request.c.reference == filed.reference)
                id = connection.execute(wanted).scalar_one()
            self.filed[id], self.codes[id], self.status[id], self.added[id] = (
                filed.reference,
                filed.code,
                "received",
                set(),
            )
            return id

        @rule(id=requests, status=st.sampled_from(STATUSES))
        def move(self, id, status):
            decision = {"outcome": "no", "reason": "Here is why."} if status == "decided" else {}
            self.step(id, status, lambda: move_request(records, id, status, self.staff, self.now, **decision))

        @rule(id=requests)
        def open(self, id):
            if id in self.status:
                open_request(records, id, self.staff, self.now)
                if self.status[id] == "received":
                    self.status[id] = "opened"

        @rule(id=requests)
        def withdraw(self, id):
            if self.status.get(id) == "withdrawn":
                withdraw_request(records, content, secret, self.filed[id], self.codes[id], self.now)
            else:
                self.step(
                    id,
                    "withdrawn",
                    lambda: withdraw_request(records, content, secret, self.filed[id], self.codes[id], self.now),
                )

        @rule(id=requests, text=st.sampled_from(["More.", "Even more.", "Tom reads now."]))
        def add(self, id, text):
            if self.status.get(id) in (None, *OVER):
                with pytest.raises((StepNotAllowed, UnknownReference)):
                    add_to_request(records, content, secret, self.filed[id], self.codes[id], text, self.now)
            else:
                add_to_request(records, content, secret, self.filed[id], self.codes[id], text, self.now)
                self.added[id].add(text)

        @rule(id=requests, role=st.sampled_from(sorted(school.roles)))
        def hand_on(self, id, role):
            if self.status.get(id) in (None, *OVER):
                with pytest.raises((StepNotAllowed, UnknownReference)):
                    hand_off(records, content, id, role, "Because.", self.staff, self.now)
            else:
                hand_off(records, content, id, role, "Because.", self.staff, self.now)

        @rule(id=requests)
        def keep(self, id):
            if id in self.status:
                hold(records, self.filed[id], "A complaint.", None, self.now)
                self.held.add(id)

        @rule(id=requests)
        def note_something(self, id):
            if id in self.status:
                add_note(records, id, "Called.", self.staff, self.now)
                with pytest.raises(RequestIncomplete):
                    add_note(records, id, " ", self.staff, self.now)

        @rule(id=requests, outcome=st.sampled_from(RESULTS))
        def try_to_reach(self, id, outcome):
            if self.status.get(id) in (None, *OVER):
                with pytest.raises((StepNotAllowed, UnknownReference)):
                    note_attempt(records, id, "phone", outcome, self.staff, self.now)
                return
            note_attempt(records, id, "phone", outcome, self.staff, self.now)
            reached = "talked" if outcome == "reached" else "tried_to_reach" if self.status[id] == "opened" else None
            if reached and (self.status[id], reached) in STEPS:
                self.status[id] = reached

        @rule(id=requests, text=st.sampled_from(["We call on Friday.", "Yes."]), key=st.integers(1, 3))
        def reply(self, id, text, key):
            def do():
                reply_to_family(records, content, id, text, self.staff, self.now, key=f"{id} {key}")

            if self.status.get(id) in (None, *OVER) or id not in self.checked:
                if (id, key) not in self.replied:
                    with pytest.raises((StepNotAllowed, UnknownReference)):
                        do()
                return
            do()
            self.replied.setdefault((id, key), text)

        @rule(id=requests)
        def check(self, id):
            if id in self.status:
                check_relation(records, id, self.staff, self.now, "known")
                self.checked.add(id)

        @rule(one=requests, other=requests)
        def link(self, one, other):
            if one != other and {one, other} <= self.status.keys():
                link_requests(records, one, self.filed[other], self.staff, self.now)

        @rule(id=requests, grade=st.sampled_from(["3", "7", ""]))
        def correct(self, id, grade):
            if self.status.get(id) in (None, *OVER):
                return
            seen = len(open_request(records, id, self.staff, self.now).corrections)
            if self.status[id] == "received":
                self.status[id] = "opened"
            correct_request(records, content, id, {"grade": grade}, seen, self.staff, self.now)

        @rule(days=st.sampled_from([1, 7, 30, school.retention.requests + 1]))
        def time_goes_by(self, days):
            self.now += timedelta(days=days)
            tell_late(records, content, self.now)

        @rule()
        def post(self):
            while letter := claim_letter(records, self.now):
                letter_sent(records, letter.id, self.now)

        @rule()
        def delete_what_is_due(self):
            due = {one.id for one in due_requests(records, content, self.now)}
            assert not due & self.held and all(self.status[id] in OVER for id in due)
            delete_requests(records, due_requests(records, content, self.now), self.now)
            for id in due:
                del self.status[id]

        def step(self, id, status, do):
            if (self.status.get(id), status) in STEPS:
                do()
                self.status[id] = status
            else:
                with pytest.raises((StepNotAllowed, UnknownReference)):
                    do()

        @invariant()
        def families_read_the_truth_and_every_request_has_an_owner_who_was_written_to(self):
            with reading(records) as connection:
                rows = {row.id: row for row in connection.execute(select(tables.request))}
                told = connection.execute(select(tables.letter)).all()
                given = connection.execute(select(tables.hand_off).order_by(tables.hand_off.c.id)).all()
                words = {(row.request_id, row.text) for row in connection.execute(select(tables.note))}
            assert rows.keys() == self.status.keys()
            for id, row in rows.items():
                assert row.status == self.status[id]
                last = [to for to in given if to.request_id == id and to.kind == "owner"][-1]
                assert (last.role, last.contact) == (row.role, row.contact)
                owner = next(one for one in school.roles[row.role].contacts if one.id == row.contact)
                mine = [letter for letter in told if letter.request_id == id]
                assert owner.email in {letter.address for letter in mine}
                assert sum(letter.kind == "contact_late" for letter in mine) <= 3
                assert all((id, text) in words for text in self.added[id])
                assert not [letter for letter in mine if self.codes[id] in letter.body + letter.subject]

        @invariant()
        def the_status_page_agrees(self):
            for id, reference in self.filed.items():
                if id in self.status:
                    shown = request_status(records, reference, self.codes[id], secret, self.now)
                    wrote = [text for (one, _), text in self.replied.items() if one == id]
                    assert sorted(text for _, text in shown.replies) == sorted(wrote)
                    assert not [other for one, other in self.filed.items() if one != id and other in str(shown)]
                    assert shown.status == self.status[id] and shown.history[-1][0] == self.status[id]
                    assert all(
                        step in STEPS
                        for step in zip(*[[name for name, _ in shown.history][at:] for at in (0, 1)], strict=False)
                    )
                else:
                    with pytest.raises(UnknownReference):
                        request_status(records, reference, self.codes[id], secret, self.now)

    return Life


def test_whatever_happens_to_a_request_nothing_is_lost(records, content, secret, new_request):
    life = machine(records, content, secret, new_request)
    few = settings(max_examples=8, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(life, settings=few)
