"""What the assistant says: every `utter_*` of Rasa's becomes messages of the chat contract, in the school's own words.
Rewording needs no training. It answers; it must not decide who qualifies, and it files nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.assistant.heard import SMALL, Heard
from bot.assistant.meaning import BOTH, choice_for, topics_of
from bot.assistant.questions import ask
from bot.content import Answer, Content, load_content
from bot.settings import Settings

Message = dict[str, Any]
KINDS = {
    "crisis": "crisis",
    "greeting": "greeting",
    "thanks": "small_talk",
    "goodbye": "small_talk",
    "affirm": "small_talk",
    "deny": "small_talk",
    "talk_to_person": "contact",
    "request_letter": "letter",
    "out_of_scope": "out_of_scope",
}
SMALL_TALK = {
    "greeting",
    "thanks",
    "goodbye",
    "affirm",
    "deny",
    "skip",
    "cancel",
    "repeat",
    "tell_more",
    "resume_request",
}
FORMS = ("check_status", "change_request")  # topics that begin a form
GUESSES = 4  # titled choices at most when it asks back
LIKELY = 0.04  # a guess with a smaller share is not worth a button
HOPELESS = 0.12  # below this share the best guess says nothing
PATIENCE = 2  # times it asks back in a row before it names a person


class Replies(NaturalLanguageGenerator):  # type: ignore[misc]
    """Used by the embedded agent and, through endpoints.yml, by Rasa's own commands."""

    def __init__(
        self,
        endpoint_config: EndpointConfig | None = None,
        domain: Domain | None = None,
        content: Content | None = None,
    ) -> None:
        self.content = content or load_content(Settings.from_environment().content)
        self._says: dict[str, Callable[[Heard, dict[str, str]], list[Message]]] = {
            "utter_answer": lambda heard, values: self.answer(heard),
            "utter_start_request": self._start_request,
            "utter_crisis": lambda heard, values: self._crisis(heard),
            "utter_sent": self._sent,
            "utter_status": self._status,
            "utter_say": self._say,
            "utter_say_with_way_on": self._say_with_way_on,
            "utter_after_crisis": self._after_crisis,
            "utter_not_meant": lambda heard, values: self._not_meant(heard),
            "utter_call_filed": self._call_filed,
        }

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **values: Any
    ) -> dict[str, Any]:
        """One dict `custom: {"messages": [...], "changes"?: {...}}`. `values`: texts that an action passes."""
        heard = Heard.of(tracker, self.content.languages[0])
        if utter_action.startswith("utter_ask_"):
            messages = [ask(self.content, heard, utter_action)]
        else:
            messages = self._says[utter_action](heard, {k: str(v) for k, v in values.items()})
        said: dict[str, Any] = {"custom": {"messages": messages}}
        if heard.persona == "student":  # perhaps only now: the rest of the conversation speaks to a student, too
            said["custom"]["changes"] = {"persona": "student"}
        if output_channel == "cmdline":  # `rasa shell` prints texts
            said["text"] = "\n".join(str(m.get("body", "")) for m in messages).replace("\n\n", "\n")
        return said

    def answer(self, heard: Heard) -> list[Message]:
        """The reply to anything outside the forms' own business."""
        if heard.takes_danger_back:
            return self._taken_back(heard)
        if heard.intent == "nlu_fallback":
            return [self._ask_back(heard)]
        if heard.intent == "not_meant":
            return self._not_meant(heard)
        if heard.intent == "tell_more":
            return self._more(heard)
        if heard.intent == "repeat" and heard.said:
            return [{k: v for k, v in one.items() if k not in ("reference", "code")} for one in heard.said]
        topics = topics_of(heard.intent, heard.plans, heard.last_topic, self.content.topics)
        if not topics:
            return [self._ask_back(heard)]
        if len(topics) > 1:
            return [self._told(heard, topic, short=True) for topic in topics]
        return [self._told(heard, topics[0])]

    def _told(self, heard: Heard, topic: str, short: bool = False) -> Message:
        answer = self.content.answer(topic, heard.language, heard.persona)
        body = answer.body.split("\n\n")[0] if short else answer.body
        choices = [self._topic_choice(heard, topic)] if short else [self._topic_choice(heard, t) for t in answer.next]
        if answer.more and not short:
            more = self._phrase(heard, "say.tell_more")
            choices.insert(0, {"label": more, "intent": "tell_more", "entities": {"topic": topic}})
        if topic == "out_of_scope":
            choices = self._guesses(heard, at_least=0.15) + choices
        kind = KINDS.get(topic, "answer")
        if kind in SMALL and heard.asked:  # the form's question follows; it is way on enough
            choices = []
        message = self._message(kind, answer.title, body, choices, topic, answer)
        if topic == "request_letter":
            letter = self.content.letter("request_plan", heard.language)
            message["body"] = f"{body}\n\n{letter.body}"
        if topic in FORMS and heard.asked:  # outside a form it has begun already
            message["choices"] = [self._topic_choice(heard, topic), *choices]
        if topic == "talk_to_person":
            call = {"label": self._phrase(heard, "call.offer"), "intent": "ask_for_call", "entities": {}}
            message["choices"] = [call, *choices]
        return message

    def _message(
        self, kind: str, title: str, body: str, choices: list[Message], topic: str | None, answer: Answer | None = None
    ) -> Message:
        sources = [
            {"id": s.id, "title": s.title, "publisher": s.publisher} | ({"url": s.url} if s.url else {})
            for s in (answer.sources if answer else ())
        ]
        once = [choice for place, choice in enumerate(choices) if choice not in choices[:place]]
        message: Message = {"kind": kind, "body": body, "sources": sources, "choices": once}
        return message | ({"title": title} if title else {}) | ({"topic": topic} if topic else {})

    def _more(self, heard: Heard) -> list[Message]:
        """What "Tell me more" adds; where both plans were told in short, all that is said of them."""
        named = heard.entities.get("topic")
        topics = [named] if named in self.content.topics.all_ids else list(heard.topics)
        if len(topics) > 1:
            return [self._told(heard, topic) for topic in topics]
        if not topics:
            return [self._message("not_sure", "", self._phrase(heard, "say.nothing_yet"), self._ways_on(heard), None)]
        answer = self.content.answer(topics[0], heard.language, heard.persona)
        body = answer.more or self._phrase(heard, "say.no_more")
        choices = [self._topic_choice(heard, t) for t in answer.next]
        return [self._message("answer", answer.title, body, choices, topics[0], answer)]

    def _ask_back(self, heard: Heard) -> Message:
        """Titled guesses; nothing that looks like one, or asked back often enough: a person's contact."""
        if heard.failures >= PATIENCE:
            return self._message("not_sure", "", self._phrase(heard, "say.give_up"), self._ways_on(heard), None)
        guesses = self._guesses(heard, LIKELY)
        if not guesses or (heard.ranking and heard.ranking[0][1] < HOPELESS):
            choices = guesses[:2] + self._ways_on(heard)
            return self._message("not_sure", "", self._phrase(heard, "say.not_sure"), choices, None)
        key = "say.clarify_again" if heard.failures else "say.clarify"
        talk = self._topic_choice(heard, "talk_to_person")
        choices = guesses + ([talk] if talk not in guesses else [])
        return self._message("clarify", "", self._phrase(heard, key), choices, None)

    def _guesses(self, heard: Heard, at_least: float) -> list[Message]:
        found: list[str] = []
        for intent, share in heard.ranking:
            if share < at_least or intent in SMALL_TALK or intent in ("out_of_scope", "crisis"):
                continue
            for topic in topics_of(intent, heard.plans, heard.last_topic, self.content.topics):
                if topic not in found:
                    found.append(topic)
        return [self._topic_choice(heard, topic) for topic in found[:GUESSES]]

    def _topic_choice(self, heard: Heard, topic: str) -> Message:
        return self.choice(topic, heard.language)

    def choice(self, topic: str, language: str) -> Message:
        """A button that asks for a topic."""
        intent, entities = choice_for(topic, self.content.topics)
        label = self.content.title(topic, language)
        return {"label": label, "topic": topic, "intent": intent, "entities": entities}

    def _ways_on(self, heard: Heard) -> list[Message]:
        topics = (*(self.content.topics.aspects["what_is"][plan] for plan in BOTH), "start_request", "talk_to_person")
        return [self._topic_choice(heard, topic) for topic in topics]

    def _start_request(self, heard: Heard, values: dict[str, str]) -> list[Message]:
        if any(heard.slots.get(slot) for slot in ("grade", "plan", "description")) and heard.slots.get("draft"):
            over = {"label": self._phrase(heard, "say.start_over"), "intent": "start_over", "entities": {}}
            body = self._phrase(heard, "say.welcome_back")
            return [self._message("answer", "", body, [over], "start_request")]
        answer = self.content.answer("start_request", heard.language, heard.persona)
        return [self._message("answer", answer.title, answer.body, [], "start_request", answer)]

    def _crisis(self, heard: Heard) -> list[Message]:
        if heard.takes_danger_back:
            return self._taken_back(heard)
        kind, about = heard.entities.get("danger_kind"), heard.entities.get("danger_about", "self")
        answer = self.content.answer("crisis", heard.language, heard.persona)
        body = self._phrase(heard, f"crisis.{kind}.about_{about}") if kind else answer.body
        if kind == "abuse" and self.content.school.child_abuse_hotline:
            hotline = self.content.school.child_abuse_hotline
            body += "\n\n" + self._phrase(heard, "crisis.state_hotline", hotline=hotline)
        if heard.entities.get("danger_language") == "es" and heard.language != "es":
            body += "\n\n" + self._phrase(heard, "crisis.in_spanish")
        choices: list[Message] = [
            {"label": self._phrase(heard, "crisis.not_what_i_meant"), "intent": "not_meant", "entities": {}},
            self._topic_choice(heard, "talk_to_person"),
        ]
        choices[1:1] = self._resume(heard)
        return [self._message("crisis", answer.title, body, choices, "crisis", answer)]

    def _after_crisis(self, heard: Heard, values: dict[str, str]) -> list[Message]:
        """`key`: told_school or not_told_school; `watched` "no": nobody reads it now."""
        body = self._phrase(heard, f"crisis.{values['key']}")
        if values.get("watched") == "no":
            body += "\n\n" + self._phrase(heard, "crisis.after_hours")
        told = {"notice": values.get("notice", "")}
        name = {"label": self._phrase(heard, "crisis.give_name"), "intent": "name_danger", "entities": told}
        choices: list[Message] = [name] if values["key"] == "told_school" else []
        return [self._message("crisis", "", body, choices, "crisis")]

    def _taken_back(self, heard: Heard) -> list[Message]:
        """To "I was joking" after words of danger: help stays in sight, and so does what was told."""
        choices = [*self._resume(heard), self._topic_choice(heard, "talk_to_person")]
        return [self._message("crisis", "", self._phrase(heard, "crisis.taken_back"), choices, "crisis")]

    def _not_meant(self, heard: Heard) -> list[Message]:
        body = self._phrase(heard, "crisis.not_meant_reply")
        return [self._message("answer", "", body, self._resume(heard) + self._ways_on(heard), None)]

    def _call_filed(self, heard: Heard, values: dict[str, str]) -> list[Message]:
        message = self._message(
            "sent", "", self._phrase(heard, "call.sent", **values), self._resume(heard), "talk_to_person"
        )
        return [message | {"reference": values["reference"], "code": values["code"]}]

    def _sent(self, heard: Heard, values: dict[str, str]) -> list[Message]:
        parts = [self._phrase(heard, f"sent.{key}", **values) for key in values.pop("parts").split()]
        choices = [self._topic_choice(heard, "check_status"), self._topic_choice(heard, "change_request")]
        message = self._message("sent", self._phrase(heard, "sent.title"), "\n\n".join(parts), choices, "start_request")
        return [message | {"reference": values["reference"], "code": values["code"]}]

    def _status(self, heard: Heard, values: dict[str, str]) -> list[Message]:
        keys = (f"status.{values['status']}", "status.when")
        body = "\n\n".join(self._phrase(heard, key, **values) for key in keys)
        add = {"label": self._phrase(heard, "status.add"), "intent": "change_request", "entities": {}}
        title, choices = self._phrase(heard, "status.title", **values), [add, *self._resume(heard)]
        message = self._message("status", title, body, choices, "check_status")
        return [message | {"reference": values["reference"]}]

    def _say(self, heard: Heard, values: dict[str, str]) -> list[Message]:
        """`key`: a phrase; `kind`, `topic`: of the message."""
        body = self._phrase(heard, **values)
        return [self._message(values.get("kind", "answer"), "", body, [], values.get("topic"))]

    def _say_with_way_on(self, heard: Heard, values: dict[str, str]) -> list[Message]:
        """As `_say`, with buttons: go on with the request if one was begun, and a person."""
        choices = [*self._resume(heard), self._topic_choice(heard, "talk_to_person")]
        return [self._say(heard, values)[0] | {"choices": choices}]

    def _resume(self, heard: Heard) -> list[Message]:
        """The button that goes on with a request, where one was begun."""
        if not heard.slots.get("draft"):
            return []
        return [{"label": self._phrase(heard, "say.resume"), "intent": "resume_request", "entities": {}}]

    def _phrase(self, heard: Heard, key: str, **values: str) -> str:
        return self.content.phrase(key, heard.language, **values)
