"""What no key opens is told on its page, and hides nothing else."""

import pytest
from cryptography.fernet import Fernet
from desk_side import SUNDAY_NIGHT

from bot.intake.records import Records
from bot.intake.sealing import Seal
from bot.intake.submit import submit_request

TOLD = "(sealed, and the key is missing: tell who looks after the program)"


@pytest.fixture
def sealed(records, content, secret, new_request):
    """A request under a key that the desk does not have."""
    strange = Records.open(f"sqlite:///{records.file}", Seal([Fernet.generate_key()], secret))
    filed = submit_request(strange, content, secret, new_request(student_name="Tomás Example"), SUNDAY_NIGHT)
    strange.close()
    return filed


async def test_an_unopened_request_stands_in_the_list_and_its_page_says_what_is_missing(side, sealed, file_request):
    file_request(student_name="Ana")
    await side.enter()
    _, inbox = await side.get("/desk/?view=all")
    assert sealed.reference in inbox and TOLD in inbox and "Ana" in inbox
    _, page = await side.get(f"/desk/requests/{side.request_id(sealed.reference)}")
    assert TOLD in page and "#sealed:" not in page and "Tomás" not in page
