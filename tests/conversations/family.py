"""A family that chats, through the HTTP contract alone: it types, and it presses what it is offered."""

import requests

KINDS = {
    "greeting", "answer", "clarify", "not_sure", "out_of_scope", "question", "check_answers", "sent", "status",
    "contact", "letter", "crisis", "small_talk", "error",
}  # fmt: skip


class Family:
    """`messages`: the last reply; `offered`: every choice so far by its label, the newest of a label."""

    def __init__(self, address, **wanted):
        self.address, self.offered = address, {}
        begun = requests.post(f"{address}/chat/conversations", json=wanted, timeout=60)
        assert begun.status_code == 201, begun.text
        self.token = begun.json()["conversation"]
        self._keep(begun.json()["messages"])

    def post(self, **said):
        """The bare answer to a message, whatever it is."""
        return requests.post(
            f"{self.address}/chat/messages", json=said, headers={"Authorization": f"Bearer {self.token}"}, timeout=60
        )

    def say(self, text):
        return self._said(text=text)

    def press(self, label):
        """Presses the newest choice whose label is this, or begins with it."""
        return self._said(choice=self.choice(label))

    def choice(self, label):
        for offered in (self.choices, self.offered):
            for shown, choice in offered.items():
                if shown.startswith(label):
                    return choice
        raise AssertionError(f"'{label}' was never offered, only {list(self.offered)}")

    def _said(self, **said):
        answer = self.post(**said)
        assert answer.status_code == 200, answer.text
        return self._keep(answer.json()["messages"])

    def _keep(self, messages):
        assert messages, "an empty reply"
        for message in messages:
            assert message["kind"] in KINDS and message["body"].strip(), message
            self.offered |= {each["label"]: each["choice"] for each in message["choices"]}
        self.messages = messages
        return messages

    @property
    def asks(self):
        """The slot that the last reply asks for."""
        return self.messages[-1].get("asks")

    @property
    def kinds(self):
        return [message["kind"] for message in self.messages]

    @property
    def topics(self):
        return [message.get("topic") for message in self.messages]

    @property
    def text(self):
        """All that the last reply says."""
        return "\n".join(f"{message.get('title', '')}\n{message['body']}" for message in self.messages)

    @property
    def choices(self):
        """The choices of the last reply: label -> choice."""
        return {each["label"]: each["choice"] for message in self.messages for each in message["choices"]}

    def history(self):
        """The conversation so far, as a reload shows it."""
        answer = requests.get(
            f"{self.address}/chat/messages", headers={"Authorization": f"Bearer {self.token}"}, timeout=60
        )
        assert answer.status_code == 200, answer.text
        return answer.json()["messages"]
