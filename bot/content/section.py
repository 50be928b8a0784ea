"""Takes the values out of one mapping of a YAML file, each turned into what it should be; what is missing, unknown or
wrong becomes a fault, and reading goes on so that the editor sees everything at once."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from bot.content.faults import Faults, instead
from bot.content.yaml_file import Entry

T = TypeVar("T")
Convert = Callable[[str], T]  # raises ValueError with the rest of a sentence that begins with the key


class Section:
    """`path` is the dotted key under which this mapping stands in its file; empty at the top."""

    def __init__(
        self, entries: dict[str, Entry], file: Path, faults: Faults, path: str = "", line: int | None = None
    ) -> None:
        self.entries, self.file, self.faults, self.path, self.line = entries, file, faults, path, line
        self.asked: list[str] = []

    def fault(self, key: str, sentence: str) -> None:
        if not self.entries and not self.path:
            return  # the file could not be read at all, and that fault is told already
        entry = self.entries.get(key)
        self.faults.add(self.file, f"`{self._dotted(key)}` {sentence}", entry.line if entry else self.line)

    def has(self, key: str) -> bool:
        self.asked.append(key)
        return key in self.entries and self.entries[key].value not in ("", [], {})

    def required(self, key: str, convert: Convert[T], fallback: T) -> T:
        """The value; or the fallback and a fault. The fallback is never used, for faults stop the program."""
        if not self.has(key):
            self.fault(key, "is missing; add it.")
            return fallback
        return self._one(key, self.entries[key], convert, fallback)

    def optional(self, key: str, convert: Convert[T]) -> T | None:
        return self._one(key, self.entries[key], convert, None) if self.has(key) else None

    def listed(self, key: str, convert: Convert[T], needed: bool = True) -> tuple[T, ...]:
        """A list of values; one value alone counts as a list of one."""
        if not self.has(key):
            if needed:
                self.fault(key, "is missing; add a list, for example `[one, two]`.")
            return ()
        entry = self.entries[key]
        items = entry.value if isinstance(entry.value, list) else [entry]
        found = (self._one(key, item, convert, None) for item in items)
        return tuple(value for value in found if value is not None)

    def section(self, key: str, needed: bool = True) -> "Section | None":
        """The mapping under a key."""
        if not self.has(key):
            if needed:
                self.fault(key, "is missing; add it with the keys that belong under it.")
            return None
        return self._section(key, self.entries[key])

    def sections(self, key: str, needed: bool = True) -> "list[Section]":
        """The mappings of the list under a key."""
        if not self.has(key):
            if needed:
                self.fault(key, "is missing; add a list of entries that begin with a dash.")
            return []
        items = self.entries[key].value
        if not isinstance(items, list):
            self.fault(key, "must be a list; begin each entry with a dash.")
            return []
        found = (self._section(f"{key}.{number}", item) for number, item in enumerate(items, 1))
        return [section for section in found if section is not None]

    def named(self, convert: Convert[str] = str) -> "dict[str, Section]":
        """Every entry of this mapping as a mapping of its own, by its name."""
        found = {}
        for name, entry in self.entries.items():
            self.asked.append(name)
            section = self._section(name, entry)
            if section is not None and self._one(name, Entry(name, entry.line), convert, None) is not None:
                found[name] = section
        return found

    def finish(self) -> None:
        """Call when everything was asked for: what is left is unknown."""
        for key in self.entries:
            if key not in self.asked:
                self.fault(key, f"is not known here; {instead(key, dict.fromkeys(self.asked))}")

    def _one(self, key: str, entry: Entry, convert: Convert[T], fallback: T) -> T:
        if not isinstance(entry.value, str) or not entry.value:
            self.faults.add(self.file, f"`{self._dotted(key)}` must be one value.", entry.line)
            return fallback
        try:
            return convert(entry.value)
        except ValueError as error:
            self.faults.add(self.file, f"`{self._dotted(key)}` {error}", entry.line)
            return fallback

    def _section(self, key: str, entry: Entry) -> "Section | None":
        if not isinstance(entry.value, dict):
            self.faults.add(self.file, f"`{self._dotted(key)}` must have keys of its own under it.", entry.line)
            return None
        return Section(entry.value, self.file, self.faults, self._dotted(key), entry.line)

    def _dotted(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key
