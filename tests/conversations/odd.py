"""Messages in other languages, and how an odd message is sent and looked at."""

import json

from program import conversation_id

OTHER = {
    "es": ["necesito ayuda para mi hijo", "¿Qué es un ILP?", "mi hija no puede leer bien y la escuela no hace nada"],
    "zh": ["我的孩子需要帮助", "什么是ILP？"],
    "ar": ["أحتاج إلى مساعدة لابني", "ما هي الخطة؟"],
    "vi": ["tôi cần giúp cho con tôi", "trường có người nói tiếng Việt không"],
    "ht": ["mwen bezwen èd pou pitit mwen", "kijan mwen ka mande yon plan"],
    "pt": ["preciso de ajuda para o meu filho", "minha filha tem dislexia e a escola não ajuda"],
    "fr": ["j'ai besoin d'aide pour mon fils"],
    "ru": ["моему сыну нужна помощь"],
    "ko": ["우리 아이가 도움이 필요해요"],
    "tl": ["kailangan ko ng tulong para sa anak ko"],
    "de": ["ich brauche hilfe für meinen sohn"],
}
UNKNOWN = {"hebrew": "הבן שלי צריך עזרה", "persian": "پسرم به کمک نیاز دارد", "thai": "ลูกชายของฉันต้องการความช่วยเหลือ"}
LANGUAGES = [(code, text) for code, texts in OTHER.items() for text in texts]
FOREIGN = [*(text for _, text in LANGUAGES), *UNKNOWN.values()]


def checked(family, text):
    """The answer to `text`, which is never a failure, an empty reply, a hole in a sentence, or slow."""
    answer = family.post(text=text)
    assert answer.status_code == 200 and answer.elapsed.total_seconds() < 3, (answer.status_code, answer.text)
    family._keep(answer.json()["messages"])
    assert "error" not in family.kinds and not any(hole in family.text for hole in ("{phone}", "{role", "49 49"))
    return family.messages


def told_slots(program, family):
    """What the last message set to something, by Rasa's own record."""
    rows = program.rows(
        "SELECT data FROM event WHERE conversation_id = ? ORDER BY position",
        conversation_id(family.token),
        database=program.tracker,
    )
    events = [json.loads(row["data"]) for row in rows]
    last = max(place for place, event in enumerate(events) if event["event"] == "user")
    slots = [event for event in events[last:] if event["event"] == "slot" and event["value"] not in (None, [], 0)]
    return {event["name"] for event in slots}
