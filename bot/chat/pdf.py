"""A paper as a PDF: text that can be selected and read out, with title and language, on letter paper. What its font
can't show is refused, never left out without a word."""

import importlib.util
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from fpdf import FPDF, ViewerPreferences
from fpdf.fonts import TTFFont

from bot.chat.markdown import Block, Run, blocks

FONT = "DejaVu"  # Latin of all kinds, Vietnamese too, Greek, Cyrillic and Arabic; no Chinese, Japanese or Korean
SIZES = (11, 10)  # points, of a font with large letters; the smaller one only where it saves a second page
MARGIN, INDENT = 22, 8  # millimetres
LEADING = 1.4  # of the size
POINTS = 25.4 / 72  # millimetres


def paper_pdf(title: str, body: str, language: str, page_of: Callable[[int, int], str]) -> bytes | None:
    """`body`: small Markdown; `page_of(2, 3)`: what stands at the foot of the second of three pages.
    None where the font lacks a letter: the page that a browser prints shows all of them."""
    title, body = unicodedata.normalize("NFC", title), unicodedata.normalize("NFC", body)
    if unshown(title + body):
        return None
    parts = blocks(body)
    for size in SIZES:
        pdf, pages = _laid_out(title, parts, language, size, page_of, 1)
        if pages == 1:
            return pdf
    pages = _laid_out(title, parts, language, SIZES[0], page_of, 1)[1]
    return _laid_out(title, parts, language, SIZES[0], page_of, pages)[0]


def _laid_out(
    title: str, parts: list[Block], language: str, size: int, page_of: Callable[[int, int], str], expected: int
) -> tuple[bytes, int]:
    """The PDF and the number of its pages; with more than one `expected`, each says which it is."""
    paper = _Paper(title, language, size, page_of, expected)
    try:
        pages = paper.write_down(parts)
        return (bytes(paper.output()) if pages == expected else b""), pages
    finally:
        for font in paper.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()


def unshown(text: str) -> set[str]:
    """The characters that the font lacks."""
    return {one for one in text if not one.isspace() and ord(one) not in _letters()}


@cache
def _letters() -> frozenset[int]:
    """The letters that both faces have."""
    faces = []
    for face in ("", "-Bold"):
        with TTFont(_file(face), lazy=True) as font:
            faces.append(frozenset(font.getBestCmap()))
    return faces[0] & faces[1]


def _file(face: str) -> Path:
    found = importlib.util.find_spec("matplotlib")  # its font folder is all that is used; it is not imported
    assert found and found.origin
    return Path(found.origin).parent / "mpl-data" / "fonts" / "ttf" / f"DejaVuSans{face}.ttf"


def _joins(letter: str) -> bool:
    """Whether it changes its shape or place beside others, as in Arabic; to care for that takes five times as long."""
    return unicodedata.bidirectional(letter) in ("R", "AL") or unicodedata.combining(letter) > 0


class _Paper(FPDF):
    def __init__(self, title: str, language: str, size: int, page_of: Callable[[int, int], str], pages: int) -> None:
        super().__init__(format="Letter")
        self.size, self.pages_expected, self.page_of = size, pages, page_of
        self.set_margin(MARGIN)
        self.set_auto_page_break(True, MARGIN)
        self.set_title(title)
        self.set_lang(language)
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.add_font(FONT, "", _file(""))
        self.add_font(FONT, "B", _file("-Bold"))
        self.title_shown = title
        self.add_page()

    def write_down(self, parts: list[Block]) -> int:
        """Returns the number of pages."""
        self.set_font(FONT, "B", self.size + 3)
        self.multi_cell(0, self._high(self.size + 3), self.title_shown, align="L", new_x="LMARGIN", new_y="NEXT")
        for part in parts:
            self.ln(self._high(self.size) / 2)
            for number, line in enumerate(part.lines, part.start):
                mark = {"ul": "\N{BULLET}", "ol": f"{number}."}.get(part.tag)
                self._line(line, mark)
        return self.page_no()

    def footer(self) -> None:
        if self.pages_expected > 1:
            self.set_y(-MARGIN + 6)
            self.set_font(FONT, "", 9)
            self.cell(0, 5, self.page_of(self.page_no(), self.pages_expected), align="C")

    def _line(self, runs: tuple[Run, ...], mark: str | None) -> None:
        high = self._high(self.size)
        self.set_font(FONT, "", self.size)
        if mark:
            self.write(high, mark)
            self.set_left_margin(MARGIN + INDENT)
            self.set_x(MARGIN + INDENT)
        for run in runs:
            self.set_font(FONT, "B" if run.bold else "", self.size)
            self.set_text_shaping(any(map(_joins, run.text)))
            self.write(high, run.text)
        self.set_left_margin(MARGIN)
        self.ln(high)

    def _high(self, size: float) -> float:
        return size * POINTS * LEADING
