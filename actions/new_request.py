"""What a family answered in the form, as the request that intake files."""

from actions.answers import email_in, finds_me, phone_in
from actions.office import office
from actions.question import Answers
from bot.content.school import PERSONAS
from bot.intake import Need, NewRequest
from bot.intake.suggestion import in_words

PERSONA_OF = {"child": "parent", "myself": "student", "student_of_mine": "staff", "other": "parent"}


def as_request(answers: Answers) -> NewRequest:
    """The answers as intake takes them."""
    reached = str(answers.get("reach") or "")
    said = {"yes": True, "no": False}
    interpreter, suggested, content = answers.get("interpreter"), answers.get("suggestion"), office().content
    own = answers.get("for_whom") == "myself"  # no condition is drawn from a student's own words
    return NewRequest(
        draft=str(answers.get("draft") or ""),
        conversation=answers["conversation"],
        channel="chat",
        language=answers["language"],
        persona=PERSONA_OF.get(str(answers.get("for_whom")), PERSONAS[0]),
        for_whom=str(answers.get("for_whom") or ""),
        requester_name=str(answers.get("requester_name") or ""),
        plan=str(answers.get("plan") or ""),
        consent=answers.get("consent") == "yes",
        email=email_in(reached),
        phone=phone_in(reached),
        best_time=answers.get("best_time") or None,
        may_leave_message=said.get(str(answers.get("may_leave_message"))),
        find_me_at_school=finds_me(reached),
        talk_first=answers.get("talk_first") == "yes",
        interpreter=None if interpreter == "no" else interpreter,
        student_name=answers.get("student_name") or None,
        grade=answers.get("grade"),
        has_plan=answers.get("has_plan"),
        campus=answers.get("campus"),
        evaluation_sentence=answers.get("evaluation_sentence") == "yes",
        suggestion=in_words(content, content.languages[0], suggested) if suggested else None,
        coordinator=bool(suggested and suggested["coordinator"]),
        description=answers.get("description"),
        papers=answers.get("papers"),
        needs=tuple(Need(*one) for one in answers.get("needs") or () if not (own and one[0] == "condition")),
    )
