"""Domain, rules, phrases, topics and code name the same things: what one file has and another lacks shows only to a
family, weeks later."""

import re
from collections import defaultdict
from pathlib import Path

import pytest
import yaml
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME as FALLBACK

from actions.answers import Said
from actions.asides import ANSWERING, BEGINS, NO_TOPIC
from actions.call_form import ValidateCallForm
from actions.change_form import ValidateChangeForm
from actions.danger import ValidateDangerForm
from actions.interview_form import ValidateInterviewForm
from actions.listening import ASKED, DANGER, Listening
from actions.meeting_form import ValidateMeetingForm
from actions.question_form import ValidateQuestionForm
from actions.request_form import ValidateRequestForm
from actions.status_form import ValidateStatusForm
from bot.assistant.agent import OF_A_QUESTION
from bot.assistant.heard import Heard
from bot.assistant.other_writing import SPEAKS, read_writing
from bot.assistant.questions import CHECKS, OPTIONAL, SHOWN_KINDS, ask
from bot.assistant.vectors import clean
from bot.assistant.wishes import AT_STEP
from bot.intake.plan_request import FOR_WHOM, PAPERS

ROOT = Path(__file__).parents[2]
FORMS = [
    ValidateRequestForm,
    ValidateStatusForm,
    ValidateChangeForm,
    ValidateCallForm,
    ValidateQuestionForm,
    ValidateInterviewForm,
    ValidateMeetingForm,
    ValidateDangerForm,
]
BUTTONS = {  # intents that only a button has; nobody types them
    "inform", "change_answer", "send_request", "start_over", "not_meant", "ask_for_call", "name_danger",
    "none_of_these",
}  # fmt: skip

FOUND = {
    "follow_up",
    "find_plan",
    "show_step",
    "keep_copy",
    "name_meeting",
}  # by the words of data/words, not learned from phrases


SIGNS = {"sad"}  # a component hears these; no phrase teaches them


@pytest.fixture(scope="session")
def rules():
    return yaml.safe_load((ROOT / "data/rules/rules.yml").read_text())["rules"]


@pytest.fixture(scope="session")
def answered(rules):
    """The intents of the one rule that answers."""
    (rule,) = (one for one in rules if one["steps"][1] == {"action": "utter_answer"})
    return [step["intent"] for step in rule["steps"][0]["or"]]


@pytest.fixture(scope="session")
def phrases():
    """(text, intent, file) of every phrase that is learned from."""
    found = []
    for file in sorted((ROOT / "data/nlu").rglob("*.yml")):
        for block in yaml.safe_load(file.read_text())["nlu"]:
            lines = [line for line in block["examples"].splitlines() if line.strip()]
            found += [
                (re.sub(r"^\s*- ", "", line), block["intent"], f"{file.parent.name}/{file.name}") for line in lines
            ]
    return found


def intents(domain_file):
    return {next(iter(one)) for one in domain_file["intents"]}


def steps(rule):
    for step in rule["steps"]:
        yield from step.get("or", [step])


# Intents


def test_the_domain_has_the_intents_of_the_phrases_and_of_the_buttons(domain_file, phrases):
    assert {intent for _, intent, _ in phrases} | BUTTONS | FOUND | SIGNS == intents(domain_file)
    assert not (BUTTONS | FOUND | SIGNS) & {intent for _, intent, _ in phrases}


def test_signs_mean_intents_that_there_are(domain_file):
    assert SIGNS < set(read_writing()["signs"].values()) <= intents(domain_file)


def test_no_intent_uses_entities_to_choose_what_follows(domain_file):
    assert all(list(one.values()) == [{"use_entities": []}] for one in domain_file["intents"])


def test_every_topic_is_an_intent_or_an_aspect(domain_file, content):
    topics = content.topics
    assert set(topics.aspects) | set(topics.topics) | set(topics.flows) | set(topics.other) <= intents(domain_file)


def test_the_rule_that_answers_names_every_topic_once(answered, content):
    topics = content.topics
    wanted = {*topics.aspects, *topics.topics, *topics.other, FALLBACK} - {DANGER}
    assert wanted <= set(answered) and len(answered) == len(set(answered))


def test_every_intent_has_one_rule_of_its_own(domain_file, rules):
    """Rules with a condition hold inside a form only."""
    begun = defaultdict(int)
    for rule in rules:
        if "condition" not in rule:
            for step in rule["steps"][0].get("or", rule["steps"][:1]):
                begun[step["intent"]] += 1
    assert dict(begun) == dict.fromkeys(intents(domain_file) | {FALLBACK}, 1)


def test_rules_name_only_what_there_is(domain_file, rules):
    actions = {*domain_file["actions"], *domain_file["responses"], *domain_file["forms"], "action_deactivate_loop"}
    for rule in rules:
        for step in steps(rule):
            assert step.get("intent", FALLBACK) in intents(domain_file) | {FALLBACK}
            assert step.get("action", "utter_answer") in actions


def test_code_names_only_intents_that_there_are(domain_file):
    assert NO_TOPIC | ANSWERING | set(BEGINS) | OF_A_QUESTION | {DANGER} <= intents(domain_file) | {FALLBACK}
    assert set(BEGINS.values()) == set(domain_file["forms"])


# Phrases


def test_no_phrase_is_taught_as_two_things(phrases):
    taught = defaultdict(set)
    for text, intent, _ in phrases:
        taught[clean(text).strip(" .!?,") or text].add(intent)
    assert {text: sorted(meant) for text, meant in taught.items() if len(meant) > 1} == {}


def test_no_phrase_stands_there_twice(phrases):
    seen = defaultdict(list)
    for text, _, file in phrases:
        seen[text.lower()].append(file)
    assert {text: files for text, files in seen.items() if len(files) > 1} == {}


def test_phrases_are_texts_without_marks_for_entities(phrases):
    """Entities are found by rules; a mark would be learned as letters."""
    assert len(phrases) > 2000
    for text, _, file in phrases:
        assert text.strip() and not re.search(r"\]\(|\]\{|^/", text), f"{file}: {text}"
        assert len(text) <= 2000


# Slots and forms


def test_no_slot_is_ever_filled_from_a_text(domain_file):
    for name, slot in domain_file["slots"].items():
        assert slot["mappings"] == [{"type": "custom"}], name
        assert slot["influence_conversation"] is False and slot["type"] == "any", name


def test_every_form_has_its_action_and_no_other(domain_file):
    assert {form.form for form in FORMS} == set(domain_file["forms"])
    assert {form().name() for form in FORMS} == {f"validate_{form}" for form in domain_file["forms"]}
    assert {form().name() for form in FORMS} <= set(domain_file["actions"])
    assert set(FORMS) == set(Listening.__subclasses__())


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.form)
def test_a_form_asks_what_its_action_listens_for_in_the_same_order(form, domain_file):
    assert domain_file["forms"][form.form]["required_slots"] == [question.slot for question in form.questions]
    assert {question.slot for question in form.questions} <= set(domain_file["slots"])


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.form)
def test_in_every_form_danger_comes_first(form, domain_file, rules):
    assert domain_file["forms"][form.form]["ignored_intents"] == [DANGER]
    (rule,) = (
        one
        for one in rules
        if one.get("condition") == [{"active_loop": form.form}] and one["steps"][0] == {"intent": DANGER}
    )
    assert rule["steps"][1:] == [
        {"action": "utter_crisis"},
        {"action": "action_deactivate_loop"},
        {"active_loop": None},
        {"action": "action_tell_school"},
    ]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.form)
def test_every_form_can_begin_and_end(form, rules):
    begins = [one for one in rules if {"active_loop": form.form} in one["steps"]]
    ends = {
        "condition": [{"active_loop": form.form}],
        "steps": [{"action": form.form}, {"active_loop": None}, {"slot_was_set": [{ASKED: None}]}],
    }
    assert begins and ends in [{"condition": one.get("condition"), "steps": one["steps"]} for one in rules]


def test_danger_outside_a_form_is_answered_before_anybody_is_told(rules):
    (rule,) = (one for one in rules if "condition" not in one and one["steps"][0] == {"intent": DANGER})
    assert [step["action"] for step in rule["steps"][1:]] == ["utter_crisis", "action_tell_school"]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.form)
def test_every_question_can_be_asked_and_asked_again(form, domain_file, content):
    for question in form.questions:
        assert f"utter_ask_{question.slot}" in domain_file["responses"]
        assert content.phrase(f"ask.{question.slot}.again", "en") and content.phrase(f"ask.{question.slot}.why", "en")
        assert question.optional == (question.slot in OPTIONAL)


def test_nothing_is_asked_that_no_form_asks(domain_file):
    asked = {name.removeprefix("utter_ask_") for name in domain_file["responses"] if name.startswith("utter_ask_")}
    assert asked == {question.slot for form in FORMS for question in form.questions}


def test_what_is_checked_is_what_was_asked():
    checks = {"consent", "description_more", "forget_sure", *CHECKS}
    for form, check, found in (
        (ValidateRequestForm, "check", ["has_plan", "needs", "suggestion"]),
        (ValidateQuestionForm, "question_check", []),
    ):
        asked = [question.slot for question in form.questions if question.slot not in checks]
        assert [*asked, *found] == list(CHECKS[check][0])


def test_every_difficulty_that_can_be_found_has_its_name_for_families(content):
    words = yaml.safe_load((ROOT / "data/words/en.yml").read_text())["tell"]
    for kind in SHOWN_KINDS:
        assert set(words[kind]) - {"nothing"} == set(content.phrases(f"needs.{kind}", "en"))


def test_no_condition_has_a_name_for_families(content):
    assert not content.phrases("needs.condition", "en")


def test_a_button_of_a_closed_question_is_an_answer_to_it(content, conversation_of):
    pressed = 0
    for form in FORMS:
        for question in form.questions:
            for persona in ("myself", "child"):
                heard = Heard.of(conversation_of(for_whom=persona), "en")
                for choice in ask(content, heard, f"utter_ask_{question.slot}")["choices"]:
                    if choice["intent"] == "inform" and "keep" not in choice["entities"]:
                        said = Said("", "inform", 1.0, tuple(choice["entities"].items()), pressed=True)
                        assert question.hears(said, content) == choice["entities"][question.slot]
                        pressed += 1
    assert pressed > 40


def test_the_buttons_offer_what_intake_takes(content):
    assert set(content.phrases("ask.for_whom.choices", "en")) == set(FOR_WHOM)
    assert set(content.phrases("ask.papers.choices", "en")) == set(PAPERS)


# Entities


def test_every_entity_that_a_component_finds_is_in_the_domain(domain_file):
    """Rasa warns of any other, at every message."""
    words = yaml.safe_load((ROOT / "data/words/en.yml").read_text())
    found = set(words["tell"]) - {"mark"} | {"danger_kind", "danger_about", "danger_level", SPEAKS, AT_STEP}
    assert found <= set(domain_file["entities"])
