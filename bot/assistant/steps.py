"""The walk through the six steps to a plan: what happens at one of them at this school, with whom, and what to have
ready, to ask and to write down. Where the family is stands in the slot `step`; looking ahead does not move it."""

from __future__ import annotations

from bot.assistant.saying import Message, Saying

STEPS = tuple("123456")
ON = {  # the answer that is offered beside each step, and that the step rests on
    "1": "which_plan", "2": "who_to_contact", "3": "assessment", "4": "planning_meeting", "5": "implementation",
    "6": "plan_review",
}  # fmt: skip
RESTS_ON = ON | {"2": "request_steps"}
TOLD = ("here", "who", "bring", "ask", "write")


def step(say: Saying) -> Message:
    """The step that a button or a message named; without one, where the family is."""
    at = say.heard.slots.get("step")
    number = say.heard.entities.get("at_step") or at or STEPS[0]
    number = number if number in STEPS else STEPS[0]
    told = say.content.phrases(f"steps.of.{number}", say.heard.language)
    days = str(say.content.school.goal_days)
    lines = [say.phrase(f"steps.{part}", text=told[part].replace("{goal_days}", days)) for part in TOLD]
    lead = [say.phrase("steps.ahead", number=at)] if at and at != number else []
    title = say.phrase("steps.title", number=number, name=told["name"])
    body, choices = "\n\n".join([*lead, *lines]), _choices(say, number, at)
    return say.message("answer", title, body, choices, "request_steps", say.answer(RESTS_ON[number]))


def begin_steps(say: Saying) -> Message:
    """The button that begins the walk, or goes on with it."""
    at = say.heard.slots.get("step")
    label = say.phrase("steps.go_on", number=at) if at else say.phrase("steps.begin")
    return _to(label, at or STEPS[0], moves=not at)


def after_request(say: Saying) -> Message:
    """The button to what follows a request that was sent."""
    return _to(say.phrase("steps.after"), "3", moves=False)


def _choices(say: Saying, number: str, at: str | None) -> list[Message]:
    ask = [say.topic("start_request")] if number == "2" else []
    following = str(int(number) + 1)
    on = [_to(say.phrase("steps.done"), following, moves=True), _to(say.phrase("steps.next"), following, moves=False)]
    back = [_to(say.phrase("steps.back", number=at), at, moves=False)] if at and at != number else []
    return [*ask, *(on if following in STEPS else []), *back, say.topic(ON[number]), say.topic("talk_to_person")]


def _to(label: str, number: str, moves: bool) -> Message:
    return {"label": label, "intent": "show_step", "entities": {"at_step": number, "moves": "yes" if moves else "no"}}
