"""How the interview "Which plan?" ends: what can be asked for, why, on what that rests, and the button that asks for
it. What is suggested was found by bot.intake.suggestion."""

from __future__ import annotations

from bot.assistant.saying import Message, Saying, cited


def offer_interview(say: Saying) -> Message:
    """To "I am not sure" where the form asks for the plan."""
    return say.message("answer", "", say.phrase("suggestion.offer_now"), [say.interview()], "which_plan")


def suggestion(say: Saying, values: dict[str, str]) -> Message:
    """`plan`; `also`, `reasons`: names, with a blank between them."""
    plan, also, reasons = values["plan"], values["also"].split(), values["reasons"].split()
    beside = [say.phrase("suggestion.also", plan=_name(say, one)) for one in also]
    why = [f"- {say.phrase(f'suggestion.reasons.{one}')}" for one in reasons]
    body = [" ".join([say.phrase("suggestion.body", plan=_name(say, plan)), *beside])]
    body += ["\n".join([say.phrase("suggestion.why"), *why]), say.phrase("suggestion.only")]
    choices = [_ask_for(say, one) for one in (plan, *also)]
    choices += [say.topic("which_plan"), say.topic("talk_to_person")]
    message = say.message("answer", say.phrase("suggestion.title"), "\n\n".join(body), choices, "which_plan")
    named = [id for one in reasons for id in say.content.suggestions.sources_of(one)]
    return message | {"sources": cited(say.content.sources[id] for id in dict.fromkeys(named))}


def _ask_for(say: Saying, plan: str) -> Message:
    label = say.phrase("suggestion.ask", plan=_name(say, plan))
    whom = {"for_whom": "myself"} if say.heard.persona == "student" else {}
    return {"label": label, "intent": "start_request", "entities": {"plan": plan, **whom}}


def _name(say: Saying, plan: str) -> str:
    return say.phrase(f"suggestion.plans.{plan}")
