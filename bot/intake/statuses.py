"""The statuses of a request and which may follow which: the one place in code; the table status_step holds the same
steps, and a history row that names another step is refused by the database itself."""

RECEIVED = "received"  # has an owner, not opened yet
OPENED = "opened"
TRIED_TO_REACH = "tried_to_reach"  # a voicemail is no first answer
TALKED = "talked"
WAITING_FOR_FAMILY = "waiting_for_family"
EVALUATING = "evaluating"
MEETING_SET = "meeting_set"
DECIDED = "decided"
CLOSED = "closed"
WITHDRAWN = "withdrawn"

_NEXT: dict[str, tuple[str, ...]] = {
    RECEIVED: (OPENED, WITHDRAWN),
    OPENED: (TRIED_TO_REACH, TALKED, CLOSED, WITHDRAWN),
    TRIED_TO_REACH: (TALKED, WAITING_FOR_FAMILY, CLOSED, WITHDRAWN),
    TALKED: (WAITING_FOR_FAMILY, EVALUATING, MEETING_SET, DECIDED, CLOSED, WITHDRAWN),
    WAITING_FOR_FAMILY: (TRIED_TO_REACH, TALKED, EVALUATING, MEETING_SET, DECIDED, CLOSED, WITHDRAWN),
    EVALUATING: (WAITING_FOR_FAMILY, MEETING_SET, DECIDED, WITHDRAWN),
    MEETING_SET: (WAITING_FOR_FAMILY, EVALUATING, DECIDED, WITHDRAWN),
    DECIDED: (EVALUATING, MEETING_SET, CLOSED),  # a decision that is challenged is looked at again
    CLOSED: (OPENED,),  # closed too early; a withdrawn request stays withdrawn
    WITHDRAWN: (),
}

STATUSES = tuple(_NEXT)
STEPS = frozenset((before, after) for before, afters in _NEXT.items() for after in afters)
NOT_ANSWERED = (RECEIVED, OPENED, TRIED_TO_REACH)  # the goal day still runs
OVER = (CLOSED, WITHDRAWN)


def next_statuses(status: str) -> tuple[str, ...]:
    """What may follow `status`, in the order in which a desk would offer it; () after the last one."""
    return _NEXT[status]
