"""A second language says what the first one says: no family reads less than another."""

import shutil

import pytest

from bot.content import check_content, load_content


@pytest.fixture
def two_languages(folder):
    shutil.copytree(folder.path / "en", folder.path / "es")
    folder.set("school.yml", "languages", ["en", "es"])
    return folder


def new_faults(folder):
    return [fault for fault in folder.faults() if fault not in folder.known]


def test_two_languages_with_the_same_files_and_keys_are_sound(two_languages):
    assert not [fault for fault in new_faults(two_languages) if "/es" in fault]


def test_each_language_has_its_own_words(two_languages):
    two_languages.replace("es/cost.md", "It costs nothing.", "No cuesta nada.")
    content = load_content(two_languages.path)
    assert content.languages == ("en", "es")
    assert content.answer("cost", "es").body.startswith("No cuesta nada.")
    assert content.answer("cost", "en").body.startswith("It costs nothing.")


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("crisis.skip", None, "data/content/es: the phrase `crisis.skip` is missing"),
        (
            "crisis.state_hotline",
            "Llame.",
            "data/content/es: the phrase `crisis.state_hotline` has other {placeholders}",
        ),
        ("crisis.extra", "Hola", "data/content/es: the phrase `crisis.extra` is not in data/content/en"),
    ],
)
def test_phrases_that_differ_are_named(two_languages, key, value, words):
    two_languages.set("es/_crisis.yml", key, value)
    assert any(fault.startswith(words) for fault in new_faults(two_languages))


def test_letters_that_differ_are_named(two_languages):
    two_languages.replace("es/letters/family_received.md", "{goal_day}", "pronto")
    two_languages.remove("es/letters/contact_call.md")
    two_languages.write("es/letters/hola.md", "---\nsubject: Hola\n---\nHola.\n")
    faults = "\n".join(new_faults(two_languages))
    assert "the letter 'family_received' has other {placeholders}" in faults
    assert "data/content/es: the letter 'contact_call' is missing" in faults
    assert "the letter 'hola' is not in data/content/en" in faults


def test_an_answer_that_is_not_translated_is_named(two_languages):
    two_languages.remove("es/cost.md")
    assert any(fault.startswith("data/content/es/cost.md: this file is missing") for fault in new_faults(two_languages))


def test_reading_grade_is_measured_for_english_only(two_languages):
    hard = "Individualized accommodation documentation necessitates comprehensive collaboration. " * 3
    two_languages.replace("es/cost.md", "It costs nothing.", hard)
    assert not [fault for fault in check_content(two_languages.path) if "/es/" in fault]
    two_languages.replace("es/cost.md", "You pay nothing.", "Nada. " * 130)
    assert any("es/cost.md: `:: student`" in fault for fault in check_content(two_languages.path))
