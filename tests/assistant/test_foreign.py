"""Other languages are known by their letters and commonest words, and English is never taken for one of them."""

import re
from pathlib import Path

import pytest

from bot.assistant.foreign import OTHER, Languages, read_languages

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def languages():
    return Languages(read_languages())


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("es", ["hola", "como puedo pedir un plan para mi hija", "¿Qué es un IAP?", "no entiendo", "quiero hablar"]),
        ("pt", ["ola, preciso de ajuda", "meu filho não consegue ler", "você fala português?"]),
        ("fr", ["je veux un plan pour ma fille", "qu'est-ce que c'est un ILP", "parlez-vous français ?"]),
        ("ht", ["bonjou", "pitit mwen pa konn li byen", "eske ou pale kreyol"]),
        ("vi", ["xin chào", "con tôi không đọc được", "toi muon xin ke hoach cho con toi"]),
        ("tl", ["paano humingi ng plano para sa anak ko"]),
        ("de", ["was ist ein ILP und wie kann ich das beantragen"]),
        ("zh", ["你好", "什么是ILP？", "我想為我的女兒申請一個計劃"]),
        ("ja", ["こんにちは、助けてください"]),
        ("ko", ["안녕하세요"]),
        ("ar", ["مرحبا"]),
        ("ru", ["привет"]),
        ("hi", ["नमस्ते मुझे मदद चाहिए"]),
        (OTHER, ["سلام، پسرم به کمک نیاز دارد", "Привіт, моєму сину потрібна допомога", "ขอความช่วยเหลือ", "שלום"]),
    ],
)
def test_a_language_is_known(languages, language, texts):
    assert {text: languages.other_than_english(text) for text in texts} == dict.fromkeys(texts, language)


@pytest.mark.parametrize(
    "text",
    ["", "a", "no", "ILP", "42", "...", "Juan de la Cruz", "Los Angeles", "Li Na", "Zoë Müller", "my name is Muñoz",
     "how do you say ayuda in spanish", "what is ILP 个人学习计划", "The para is mean", "Ω≈ç√ ☂", "mon", "ok gracias"],
)  # fmt: skip
def test_english_names_and_too_little_to_tell_are_no_other_language(languages, text):
    assert languages.other_than_english(text) is None


def test_no_english_that_is_learned_or_listened_for_is_taken_for_another_language(languages):
    files = [*ROOT.glob("data/nlu/en/*.yml"), ROOT / "tests/understanding/danger_en.yml"]
    lines = re.findall(r"^ +- +(.+)$", "\n".join(file.read_text() for file in files), re.MULTILINE)
    foreign = {line: found for line in lines if (found := languages.other_than_english(line))}
    spanish = {line for line, found in foreign.items() if found == "es" and SPANISH.search(line)}
    assert len(lines) > 10_000 and set(foreign) == spanish


SPANISH = re.compile(r"\b(?:hola|buen[ao]s|español|ingles|por favor)\b")  # what is taught although it is Spanish


def test_each_language_told_of_has_words_or_a_script_and_none_is_english(content):
    told = read_languages()
    known = {*told["words"], *told["scripts"].values()}
    assert set(content.phrases("other_language", "en")) - {"english"} <= known
    for words in told["words"].values():
        assert "en" not in told["words"] and len(words.split()) > 20
