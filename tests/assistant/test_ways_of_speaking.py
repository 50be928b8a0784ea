"""What a family says of the form rather than to its question: why, back, that is all, forget it. The same words inside
a story are none of that."""

import pytest

from bot.assistant.reader import readers

READER = readers()["en"]
WAYS = {
    "why": [
        "why?", "Why", "but why?", "why do you ask", "Why do you need my phone number?",
        "why do you need to know that",
        "what do you need that for?", "what is this for?",
        "why does the school need this", "do I have to say?",
        "do I have to answer that?", "is this necessary?", "why is that needed?", "what for?", "how come?",
        "who will see my answer?", "why would you want my number",
    ],
    "back": [
        "go back", "back", "go back please",
        "can we go back?", "wait, go back", "go back one question",
        "let me go back", "previous question", "the last question please", "I want to go back to the previous question",
        "oops go back",
    ],
    "done": [
        "that's all", "That is all.", "that's it", "that is everything", "nothing else", "no more",
        "nothing more to add",
        "done", "I'm done", "no, that's all", "nope thats it", "that's all for now", "that's all thank you",
        "I am finished", "that is about it", "he cries a lot. that's all",
    ],
    "keep": ["keep it as it is", "leave it", "leave it the way it is", "keep it", "no change", "don't change it"],
    "forget": [
        "forget it", "Forget it!", "oh forget it", "just forget about it", "forget everything", "delete my answers",
        "delete everything please", "scrap it", "please forget all of this", "I want to delete everything",
        "forget the whole thing", "erase everything I said",
    ],
    "wait": ["wait", "hold on", "one moment please", "give me a minute",
        "let me check", "just a second", "wait, let me check"],
    "another_child": [
        "wait, it's for both my kids", "it is for both of my children", "I have two kids", "it's for both",
        "for my other son too", "also for my daughter's brother and for my other child", "I need it for two of my kids",
        "my other daughter needs one too", "it's for my twins", "can I ask for both my daughters?",
        "and for my younger son",
    ],
}  # fmt: skip
NONE = [
    "He does not know why he is so slow", "she was back in the hospital", "I want my son back in regular class",
    "he forgets everything", "He can't wait for his turn", "she is done with school, she says",
    "that is all he does all day long", "he keeps it all inside and then explodes",
    "the teacher never goes back over it",
    "he forgets to bring it home", "he forgets it every single day", "both of his parents work late",
    "I do not know why my son hates school", "the wait list is a year long", "they are not done testing her",
    "why-questions are hard for him in reading", "he has to leave it at the door",
]  # fmt: skip


def ways(text):
    return [one.value for one in READER.read(text) if one.entity == "way"]


@pytest.mark.parametrize(("way", "text"), [(way, text) for way, texts in WAYS.items() for text in texts])
def test_a_way_of_speaking_is_heard(way, text):
    assert ways(text)[:1] == [way]


@pytest.mark.parametrize("text", NONE)
def test_a_story_is_none(text):
    assert ways(text) == []


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("change the grade to 8", "grade"),
        ("go back to the grade", "grade"),
        ("my name is wrong", "requester_name"),
        ("his name should be Leo", "student_name"),
        ("fix my phone number", "reach"),
        ("change the best time to call", "best_time"),
        ("I want to change the language of the interpreter", "interpreter"),
        ("that's the wrong plan", "plan"),
        ("change the name to Rosa Miller", "requester_name"),
        ("change the student's name to Leo", "student_name"),
    ],
)
def test_the_answer_that_is_to_be_changed_is_heard(text, field):
    assert {one.value for one in READER.read(text) if one.entity == "change_field"} == {field}


@pytest.mark.parametrize(
    ("text", "entity", "value"),
    [
        ("we have had a tutor since October", "tried", "tutoring"),
        ("I hired a private tutor and it did not help", "tried", "tutoring"),
        ("I have talked to his teacher", "tried", "talks_with_school"),
        ("we met with the counselor several times", "tried", "talks_with_school"),
        ("he went to summer school", "tried", "summer_school"),
        ("I sit with him every night", "tried", "help_at_home"),
        ("she is in a reading group", "tried", "extra_help"),
        ("he has always had trouble with reading", "lasting", "lasting"),
        ("this has been going on since second grade", "lasting", "lasting"),
        ("for three years now", "lasting", "lasting"),
        ("I want to talk to his teacher", "tried", None),
        ("he broke his arm last week", "lasting", None),
    ],
)
def test_what_was_tried_and_how_long_it_lasts_is_heard(text, entity, value):
    assert [one.value for one in READER.read(text) if one.entity == entity][:1] == ([value] if value else [])
