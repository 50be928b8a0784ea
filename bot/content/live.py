"""What the school says now, while the program runs: a change in the content folder is checked and taken over, or
refused with the old one kept. Who does one job with it takes `content` once, and it stays as it is for that job."""

from enum import Enum
from pathlib import Path

from bot.content.content import Content
from bot.content.load import load_content
from bot.errors import ContentFaults

State = tuple[tuple[str, int, int], ...]  # of each file: its name, its bytes, when it was changed


class Look(Enum):
    """What came of a look at the folder."""

    SAME = "same"
    TAKEN = "taken"
    REFUSED = "refused"


class Live:
    """`content` is always whole; `faults`: why the folder as it lies there now was refused, one sentence each."""

    def __init__(self, content: Content, folder: Path | None = None, state: State | None = None) -> None:
        """Without a `folder` it stays as it is; `state`: of the folder, from before it was read."""
        self.content, self.faults = content, tuple[str, ...]()
        self._folder = folder
        self._read = self._seen = state

    @staticmethod
    def open(folder: Path) -> "Live":
        """Raises ContentFaults."""
        state = _state(folder)
        return Live(load_content(folder), folder, state)

    def look(self) -> Look:
        """Read the folder anew if it has changed, and lies still since the look before: editors may be half through."""
        if self._folder is None:
            return Look.SAME
        before, self._seen = self._seen, _state(self._folder)
        if self._seen in (None, self._read) or self._seen != before:
            return Look.SAME
        content, faults = self.content, tuple[str, ...]()
        try:
            content = load_content(self._folder)
        except ContentFaults as wrong:
            faults = wrong.faults
        except OSError as error:
            faults = (f"{self._folder} can't be read ({error.strerror}).",)
        if _state(self._folder) != self._seen:
            return Look.SAME  # it was changed while it was read; the next looks tell
        self._read, self.content, self.faults = self._seen, content, faults
        return Look.REFUSED if faults else Look.TAKEN


def _state(folder: Path) -> State | None:
    """None: it can't be told, as when a file is just being replaced."""
    try:
        return tuple(
            (str(file.relative_to(folder)), stat.st_size, stat.st_mtime_ns)
            for file in sorted(folder.rglob("*"))
            for stat in (file.stat(),)
            if not file.name.startswith((".", "#")) and not file.name.endswith("~")
        )
    except OSError:
        return None
