"""A paper as a PDF: whole, on one page or clearly on several, readable by people and by programs that read aloud."""

import re
import unicodedata
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from bot.chat.pdf import paper_pdf, unshown

NAMES = ["Nguyễn Thị Ánh", "José Ñandú-Peña", "Łukasz Żółć", "Ольга", "Χρήστος", "Zoë O’Neill", "Ng\N{COMBINING TILDE}"]


def made(body, title="Letter to ask for a plan"):
    return paper_pdf(title, body, "en", lambda number, pages: f"Page {number} of {pages}")


@pytest.fixture
def read():
    """A PDF as a program reads it: its pages' texts, and what it says of itself."""

    def told(pdf):
        reader = PdfReader(BytesIO(pdf))
        return [page.extract_text() for page in reader.pages], reader

    return told


def test_it_has_a_title_a_language_and_brings_its_font(read):
    pdf = made("Hello")
    _, reader = read(pdf)
    assert reader.metadata.title == "Letter to ask for a plan" and reader.trailer["/Root"]["/Lang"] == "en"
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"] and b"/FontFile2" in pdf


def test_what_stands_in_it_can_be_selected_and_names_of_many_languages_are_whole(read):
    names = ", ".join(NAMES)
    body = f"To: school counselor\nCopy: nurse\n\n**My child:** {names}\n\n- One\n- Two\n\n1. \\*Three\\*"
    [text], _ = read(made(body))
    lines = [re.sub(r"\s+", " ", line).strip() for line in unicodedata.normalize("NFC", text).splitlines()]
    for told in ("To: school counselor", "Copy: nurse", "\N{BULLET} One", "\N{BULLET} Two", "1. *Three*"):
        assert told in lines
    assert all(unicodedata.normalize("NFC", name) in " ".join(lines) for name in NAMES)


def test_an_arabic_name_keeps_all_its_letters(read):
    [text], _ = read(made("My child: محمد علي"))
    assert set("محمد علي") <= set(unicodedata.normalize("NFKC", text))


@pytest.mark.parametrize("text", ["张伟", "한지민", "さくら", "\N{HORIZONTAL TRAFFIC LIGHT}"])
def test_what_the_font_lacks_is_told_and_never_left_out(text):
    assert unshown(f"Hello {text}") and made(f"Hello {text}") is None and made("Hello", text) is None


def test_a_long_letter_goes_on_and_each_page_says_which_it_is(read):
    (first, second), _ = read(made("He cries before school. " * 300 + "\n\nThank you."))
    assert "Page 1 of 2" in first and "Page 2 of 2" in second and "Thank you." in second
    assert len(re.findall(r"He\s+cries", first + second)) == 300


@pytest.mark.parametrize("name", ["request_plan", "meeting_notes", "meeting_notes_student"])
def test_what_is_to_be_filled_in_by_hand_fits_on_one_page(content, read, name):
    letter = content.letter(name, "en")
    [text], _ = read(made(letter.body, letter.subject))
    assert "Page" not in text


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=400) | st.from_regex(r"[-*0-9. _\\<>&a-zA-Z\n]{0,200}", fullmatch=True) | st.just("x" * 2000))
def test_any_words_make_a_pdf_or_are_refused(words):
    pdf = made(f"Hello\n\n{words}")
    assert pdf is None if unshown(unicodedata.normalize("NFC", words)) else pdf.startswith(b"%PDF-")
