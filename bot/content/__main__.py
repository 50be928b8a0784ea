"""For developers: `python -m bot.content` writes needed.yml anew from the project's own English content."""

from pathlib import Path

from bot.content.faults import Faults
from bot.content.languages import read_language
from bot.content.needed import write_needed

if __name__ == "__main__":
    write_needed(read_language(Path("data", "content", "en"), (), {}, Faults()))
