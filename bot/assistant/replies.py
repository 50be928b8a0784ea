"""What the assistant says: every `utter_*` of Rasa's becomes messages of the chat contract, in the school's own words.
Rewording needs no training. It answers; it must not decide who qualifies, and it files nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.assistant.answering import answers
from bot.assistant.asking_back import ask_the_office, not_meant, taken_back
from bot.assistant.heard import Heard
from bot.assistant.papers import letter_button, notes
from bot.assistant.questions import OPTIONAL, ask, noted, told_lines
from bot.assistant.saying import Message, Saying, choice
from bot.assistant.steps import after_request
from bot.assistant.suggesting import offer_interview, suggestion
from bot.content.live import Live
from bot.content.markdown import verbatim
from bot.settings import Settings


class Replies(NaturalLanguageGenerator):  # type: ignore[misc]
    """Used by the embedded agent and, through endpoints.yml, by Rasa's own commands."""

    def __init__(
        self,
        endpoint_config: EndpointConfig | None = None,
        domain: Domain | None = None,
        live: Live | None = None,
    ) -> None:
        self.live = live or Live.open(Settings.from_environment().content)
        self._says: dict[str, Callable[[Saying, dict[str, str]], list[Message]]] = {
            "utter_start_request": self._start_request,
            "utter_crisis": lambda say, values: self._crisis(say),
            "utter_sent": self._sent,
            "utter_status": self._status,
            "utter_say": self._say,
            "utter_say_with_way_on": self._say_with_way_on,
            "utter_after_crisis": self._after_crisis,
            "utter_not_meant": lambda say, values: [not_meant(say)],
            "utter_call_filed": self._call_filed,
            "utter_offer_interview": lambda say, values: [offer_interview(say)],
            "utter_suggestion": lambda say, values: [suggestion(say, values)],
            "utter_meeting": lambda say, values: [notes(say, values["when"].split())],
            "utter_noted": lambda say, values: [noted(say.content, say.heard, values.pop("key"), values)],
            "utter_why": self._why,
        }

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **values: Any
    ) -> dict[str, Any]:
        """One dict `custom: {"messages": [...], "changes"?: {...}, "about"?: {...}}`. `values`: texts that an action
        passes; `about`: what was answered, for questions that point back to it."""
        content = self.live.content
        heard, about = Heard.of(tracker, content.languages[0]), None
        if utter_action.startswith("utter_ask_"):
            messages = [ask(content, heard, utter_action)]
        elif utter_action == "utter_answer":
            messages, about = answers(content, heard)
        else:
            messages = self._says[utter_action](Saying(content, heard), {k: str(v) for k, v in values.items()})
        said: dict[str, Any] = {"custom": {"messages": messages}}
        if about:
            said["custom"]["about"] = asdict(about)
        if heard.persona != heard.known_as:  # the rest of the conversation speaks to this reader
            said["custom"]["changes"] = {"persona": heard.persona}
        if output_channel == "cmdline":  # `rasa shell` prints texts
            said["text"] = "\n".join(str(m.get("body", "")) for m in messages).replace("\n\n", "\n")
        return said

    def choice(self, topic: str, language: str) -> Message:
        """A button that asks for a topic."""
        return choice(self.live.content, topic, language)

    def _start_request(self, say: Saying, values: dict[str, str]) -> list[Message]:
        if any(say.heard.slots.get(slot) for slot in ("grade", "plan", "description")) and say.heard.slots.get("draft"):
            over = say.button("say.start_over", "start_over")
            body = say.phrase("say.welcome_back")
            return [say.message("answer", "", body, [over], "start_request")]
        answer = say.answer("start_request")
        interview = [] if say.heard.slots.get("suggestion") else [say.interview()]
        return [say.message("answer", answer.title, answer.body, interview, "start_request", answer)]

    def _crisis(self, say: Saying) -> list[Message]:
        if say.heard.takes_danger_back:
            return [taken_back(say)]
        kind, about = say.heard.entities.get("danger_kind"), say.heard.entities.get("danger_about", "self")
        answer = say.answer("crisis")
        body = say.phrase(f"crisis.{kind}.about_{about}") if kind else answer.body
        if kind == "abuse" and say.content.school.child_abuse_hotline:
            hotline = say.content.school.child_abuse_hotline
            body += "\n\n" + say.phrase("crisis.state_hotline", hotline=hotline)
        if say.heard.entities.get("danger_language") == "es" and say.heard.language != "es":
            body += "\n\n" + say.phrase("crisis.in_spanish")
        choices: list[Message] = [
            say.button("crisis.not_what_i_meant", "not_meant"),
            say.topic("talk_to_person"),
        ]
        choices[1:1] = say.resume()
        return [say.message("crisis", answer.title, body, choices, "crisis", answer)]

    def _after_crisis(self, say: Saying, values: dict[str, str]) -> list[Message]:
        """`key`: told_school or not_told_school; `watched` "no": nobody reads it now."""
        body = say.phrase(f"crisis.{values['key']}")
        if values.get("watched") == "no":
            body += "\n\n" + say.phrase("crisis.after_hours")
        name = say.button("crisis.give_name", "name_danger", notice=values.get("notice", ""))
        choices: list[Message] = [name] if values["key"] == "told_school" else []
        return [say.message("crisis", "", body, choices, "crisis")]

    def _call_filed(self, say: Saying, values: dict[str, str]) -> list[Message]:
        message = say.message("sent", "", say.phrase("call.sent", **values), say.resume(), "talk_to_person")
        return [message | {"reference": values["reference"], "code": values["code"]}]

    def _sent(self, say: Saying, values: dict[str, str]) -> list[Message]:
        about = values.pop("about", "sent")
        keys = values.pop("parts").split()
        parts = [say.phrase(f"{about}.{key}", **values) for key in keys if key != "words"]
        choices = [say.topic("check_status"), say.topic("change_request")]
        if about == "sent":
            choices.append(after_request(say))
            if say.heard.persona != "student":
                choices.append(say.button("sent.another_child", "start_request", way="another_child"))
        if "letter" in keys:
            choices.append(say.button("copy.button", "keep_copy", how="email"))
        if words := self._words_sent(say, values["reference"], "words" in keys):
            parts.append(f"{say.phrase('sent.words')}\n\n{words}")
            choices.insert(0, letter_button(say, "request_letter.offer_sent"))
        topic = "talk_to_person" if about == "question" else "start_request"
        message = say.message("sent", say.phrase(f"{about}.title"), "\n\n".join(parts), choices, topic)
        return [message | {"reference": values["reference"], "code": values["code"]}]

    def _words_sent(self, say: Saying, reference: str, now: bool) -> str:
        """What the request holds: sent `now`, the form's answers; later those kept of the request sent last."""
        sent = say.heard.slots.get("sent_request") or {}
        if now:
            return told_lines(say.content, say.heard, "check")
        if sent.get("reference") == reference:
            return told_lines(say.content, replace(say.heard, slots=sent), "check")
        return ""

    def _status(self, say: Saying, values: dict[str, str]) -> list[Message]:
        about = values.pop("about", "status")
        keys = (f"{about}.{values['status']}", "status.when")
        body = "\n\n".join(say.phrase(key, **values) for key in keys)
        add = say.button("status.add", "change_request")
        title, choices = say.phrase(f"{about}.title", **values), [add, *say.resume()]
        message = say.message("status", title, body, choices, "check_status")
        replies = [
            say.message("status", say.phrase("status.replied", written_on=at), verbatim(text), [], "check_status")
            for at, text in json.loads(values["replies"])
        ]
        return [*(reply | {"from": "staff"} for reply in replies), message | {"reference": values["reference"]}]

    def _say(self, say: Saying, values: dict[str, str]) -> list[Message]:
        """`key`: a phrase; `kind`, `topic`: of the message."""
        body = say.phrase(**values)
        return [say.message(values.get("kind", "answer"), "", body, [], values.get("topic"))]

    def _why(self, say: Saying, values: dict[str, str]) -> list[Message]:
        """Why the form asks for `slot`, and who reads the answer."""
        reader = "say.who_reads_student" if say.heard.persona == "student" else "say.who_reads"
        body = f"{say.phrase('ask.' + values['slot'] + '.why')}\n\n{say.phrase(reader)}"
        return [say.message("answer", "", body, [], "privacy")]

    def _say_with_way_on(self, say: Saying, values: dict[str, str]) -> list[Message]:
        """As `_say`, with buttons: go on with what was begun, the office after a give-up, and a person."""
        gives_up = values["key"] == "say.give_up"
        office = [ask_the_office(say)] if gives_up or say.heard.slots.get("question_words") else []
        choices = [*say.resume(), *office, say.topic("talk_to_person")]
        if gives_up and say.heard.asked:
            skip = [say.button("say.skip", "skip")] if say.heard.asked in OPTIONAL else []
            choices = [*skip, *office, say.topic("talk_to_person"), say.button("say.cancel", "cancel")]
        return [self._say(say, values)[0] | {"choices": choices}]
