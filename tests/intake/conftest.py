import pytest
from argon2 import PasswordHasher


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch):
    """Real argon2, with less work for each password than a school's accounts get."""
    monkeypatch.setattr("bot.intake.staff.HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
