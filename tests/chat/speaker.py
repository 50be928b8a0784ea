"""A small assistant with the interface that the chat uses, so that the chat is tested without a trained model: a word
in what was said decides the reply. What it says of topics is the school's real content."""

import asyncio
import uuid

from bot.assistant.turn import Choice, Text, Turn


class Speaker:
    def __init__(self, content):
        self.content, self.ready, self.heard, self.forgotten, self.seconds = content, True, [], [], 0.0

    async def greet(self, conversation):
        greeting = self.topic("greeting", "greeting", conversation)
        return Turn([greeting])

    async def reply(self, conversation, said):
        self.heard.append((conversation.id, said))
        if self.seconds:
            await asyncio.sleep(self.seconds)
        if isinstance(said, Choice):
            return self.chosen(conversation, said)
        assert isinstance(said, Text)
        word = next((word for word in REPLIES if word in said.text.lower()), None)
        return (
            REPLIES[word](self, conversation) if word else Turn([self.topic("out_of_scope", "not_sure", conversation)])
        )

    async def reply_if_danger(self, conversation, said):
        return self.danger(conversation) if "danger" in said.text else None

    async def forget(self, conversation_id):
        self.forgotten.append(conversation_id)

    def chosen(self, conversation, said):
        if said.intent in self.content.topics.all_ids:
            return Turn([self.topic(said.intent, "answer", conversation)])
        return Turn([{"kind": "small_talk", "body": f"{said.intent} {said.entities} {said.asks} {said.draft}"}])

    def topic(self, topic, kind, conversation):
        answer = self.content.answer(topic, conversation.language, conversation.persona)
        titles = {each: self.content.title(each, conversation.language) for each in answer.next}
        return {
            "kind": kind,
            "topic": topic,
            "title": answer.title,
            "body": answer.body,
            "sources": [
                {"id": each.id, "title": each.title, "publisher": each.publisher}
                | ({"url": each.url} if each.url else {})
                for each in answer.sources
            ],
            "choices": [
                {"label": title, "topic": each, "intent": each, "entities": {}} for each, title in titles.items()
            ],
        }

    def grade(self, conversation):
        choices = [{"label": f"Grade {n}", "intent": "inform", "entities": {"grade": str(n)}} for n in range(1, 6)]
        question = {"kind": "question", "asks": "grade", "body": "Which grade is your child in?", "choices": choices}
        return Turn([question], asks="grade", draft=str(uuid.UUID(int=7)))

    def check(self, conversation):
        body = "Please look.\n\n- **Grade:** 4\n- **What is hard:** He fidgets.\n- **How to reach you:** 225-555-0199"
        choices = [
            {"label": label, "intent": "affirm", "entities": {}}
            for label in (
                "Send this to the school",
                "Change: Grade",
                "Change: What is hard, in your words",
                "Change: How to reach you",
            )
        ]
        return Turn([{"kind": "check_answers", "body": body, "choices": choices, "title": "Check your answers"}])

    def sent(self, conversation):
        body = "The school has your request. Your reference is 2346789F and your code is CDFHJKMN."
        return Turn(
            [
                {
                    "kind": "sent",
                    "title": "Your request is sent",
                    "body": body,
                    "reference": "2346789F",
                    "code": "CDFHJKMN",
                }
            ]
        )

    def letter(self, conversation):
        paper = {"title": "Notes for the meeting", "body": LETTER, "starts": "2026-12-01T15:00"}
        return Turn([{"kind": "letter", "title": paper["title"], "body": f"Here it is.\n\n{LETTER}", "paper": paper}])

    def chinese(self, conversation):
        paper = {"title": "Letter", "body": "\u5f20\u4f1f"}
        return Turn([{"kind": "letter", "title": "Letter", "body": paper["body"], "paper": paper}])

    def code(self, conversation):
        return Turn([{"kind": "question", "asks": "code", "body": "What is your code?"}], asks="code")

    def danger(self, conversation):
        body = "You did right. **Call or text 988 now.** If you may be hurt, **call 911**. Childhelp: 1-800-422-4453."
        return Turn(
            [{"kind": "crisis", "topic": "crisis", "title": "You can get help now", "body": body}], private=True
        )

    def spanish(self, conversation):
        return Turn([{"kind": "small_talk", "body": "Hola."}], changes={"persona": "student"})

    def breaks(self, conversation):
        raise ValueError("my son Tom was crying")

    def nothing(self, conversation):
        return Turn([])


LETTER = """To: school counselor
Copy: school nurse

**My child:** Nguyễn Thị Ánh

- He reads \\*slowly\\*.
- <b>Tests</b>

Signature: __________"""
REPLIES = {
    "letter": Speaker.letter,
    "chinese": Speaker.chinese,
    "what is an ilp": lambda self, conversation: Turn([self.topic("what_is_ilp", "answer", conversation)]),
    "grade": Speaker.grade,
    "check": Speaker.check,
    "send": Speaker.sent,
    "status": Speaker.code,
    "danger": Speaker.danger,
    "student": Speaker.spanish,
    "break": Speaker.breaks,
    "nothing": Speaker.nothing,
}
