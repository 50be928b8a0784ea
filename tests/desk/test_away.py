"""Who will be away says so at the desk, and what comes in goes to who stands in, until they are back."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest

from bot.intake import tables


@pytest.fixture
def today(content):
    return content.school.local(datetime.now(timezone.utc)).date()


async def test_while_somebody_is_away_a_colleague_gets_what_comes_in(at_work, today, file_request):
    days = {"first": str(today - timedelta(days=1)), "last": str(today + timedelta(days=3))}
    status, text = await at_work.post("/desk/away", contact="student_services", **days)
    assert status == 200 and "What comes in goes to who stands in." in text and "student services is back" in text
    [row] = at_work.rows(tables.contact)
    assert (row.id, row.away_from) == ("student_services", today - timedelta(days=1))
    assert [audit.act for audit in at_work.rows(tables.audit)] == ["absence"]
    status, text = await at_work.post("/desk/away", contact="student_services", back="yes")
    assert status == 200 and not at_work.rows(tables.contact) and "They are back" in text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"contact": ""}, "Choose who will be away."),
        ({"contact": "nobody_here"}, "Choose who will be away."),
        ({"first": "soon"}, "Give a day"),
        ({"last": ""}, "Give a day"),
        ({"last": "2026-01-01"}, "The last day comes before the first."),
    ],
)
async def test_what_is_missing_is_told_and_what_was_typed_stays(at_work, given, said):
    told = {"contact": "office", "first": "2026-12-01", "last": "2026-12-05"} | given
    status, text = await at_work.post("/desk/away", **told)
    assert status == 422 and said in text and not at_work.rows(tables.contact)
    assert f'value="{told["first"]}"' in text


async def test_what_is_over_is_not_shown_and_what_school_yml_says_is(at_work, live, content):
    status, text = await at_work.post("/desk/away", contact="office", first="2020-01-01", last="2020-01-05")
    assert status == 200 and "is back" not in text.replace("They are back", "")
    roles = dict(content.school.roles)
    nurse = roles["nurse"].contacts[0]
    gone = replace(nurse, away=(date(2020, 1, 1), date.max))
    roles["nurse"] = replace(roles["nurse"], contacts=(gone,))
    live.content = replace(content, school=replace(content.school, roles=roles))
    assert "as school.yml says" in (await at_work.get("/desk/away"))[1]


async def test_a_viewer_reads_it_and_changes_nothing(side):
    await side.enter("viewer")
    status, text = await side.get("/desk/away")
    assert status == 200 and "Somebody will be away" not in text
    status, _ = await side.post("/desk/away", contact="office", first="2026-12-01", last="2026-12-05")
    assert status == 403 and not side.rows(tables.contact)
