"""Hears danger in what somebody wrote: which kind, about whom, how clear. Keeps nothing, logs nothing, knows no Rasa.

The words stand in data/words/danger_<language>.yml; see there how a line is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from bot.assistant.spelling import Spelling

Kind = Literal["self_harm", "abuse", "violence", "missing_child"]
About = Literal["self", "child", "friend"]
Level = Literal["show", "notify"]
LEVELS: tuple[Level, ...] = ("notify", "show")  # the graver first


@dataclass(frozen=True)
class Danger:
    kind: Kind
    about: About
    level: Level


class DangerReader:
    """`patterns`: the parsed file of words. `ordinary`: words that are no slip of a danger word ("dye", "skill")."""

    def __init__(self, patterns: dict[str, Any], ordinary: frozenset[str] = frozenset()) -> None:
        self._lists: dict[str, list[str]] = patterns["lists"]
        lines = [
            line for kind in patterns["danger"].values() for who in kind.values() for ls in who.values() for line in ls
        ]
        lines += [*patterns["harmless"], *patterns["about"]["child"], *patterns["about"]["friend"]]
        lines += [word for words in self._lists.values() for word in words]
        vocabulary = {w for line in lines for w in re.findall(r"[a-z0-9]+", re.sub(r"{\w+}", " ", line))}
        self._spelling = Spelling(vocabulary, patterns["short"], ordinary)
        self._harmless = self._any_of(patterns["harmless"])
        denied, fillers = "|".join(patterns["denied"]), "|".join(patterns["fillers"])
        self._denial = re.compile(self._regex(f"({denied})") + f"(?:{self._regex(f'({fillers})')}){{0,4}}$")
        self._child, self._friend = (self._any_of(patterns["about"][who]) for who in ("child", "friend"))
        self._wanted = [
            (level, kind, who, self._any_of(lines))
            for level in LEVELS
            for kind, by_who in patterns["danger"].items()
            for who, by_level in by_who.items()
            if (lines := by_level.get(level))
        ]

    def hear(self, text: str) -> Danger | None:
        """The gravest danger in `text`, or None."""
        said = self._harmless.sub("_ ", self._spelling.read(text))
        lowered = None
        for level, kind, who, pattern in self._wanted:
            for found in pattern.finditer(said):
                about = "self" if who == "me" else self._about(said, found)
                if level == "show" or not self._denial.search(said, 0, found.start()):
                    return lowered or Danger(kind, about, level)
                lowered = lowered or Danger(kind, about, "show")
        return lowered

    def _about(self, said: str, found: re.Match[str]) -> About:
        if self._child.search(found.group()):
            return "child"
        last = {
            who: max((m.end() for m in p.finditer(said, 0, found.end())), default=-1)
            for who, p in (("child", self._child), ("friend", self._friend))
        }
        return "friend" if last["friend"] > last["child"] else "child"

    def _any_of(self, lines: list[str]) -> re.Pattern[str]:
        return re.compile(r"(?<!\S)(?:" + "|".join(self._regex(line) for line in lines) + ")")

    def _regex(self, line: str) -> str:
        line = re.sub(r"{(\w+)}", lambda m: "(" + "|".join(self._lists[m.group(1)]) + ")", line)
        out = ""
        for part in re.findall(r"\.\.\.|[a-z0-9']+\??|\*\??|[()|.?]", line):
            if part == "...":
                out += r"(?:[^\s.]+ ){0,4}?"
            elif part == ".":
                out += r"\. "
            elif part[0] == "*":
                out += r"(?:[^\s.]+ )" + part[1:]
            elif part == "(":
                out += "(?:"
            elif part in ")|?":
                out += part
            else:
                word, maybe = part.rstrip("?"), "?" if part.endswith("?") else ""
                out += "(?:" + "".join(rf"(?:\S*/)?{w}(?:/\S*)? " for w in self._spelling.spelt(word)) + ")" + maybe
        return out
