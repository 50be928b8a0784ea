"""Everything that can go wrong and has a name. Raised where it is known, turned into words once at each edge."""

from collections.abc import Sequence


class GuidepostError(Exception):
    """The family of all our errors. Its text is for an operator and carries none of a family's words."""


class ContentFaults(GuidepostError):
    """What the school says has faults. `faults` holds one sentence for each; the text is all of them, one a line."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


class SettingsFault(GuidepostError):
    """A setting can't be used. The text is one sentence that names the setting and says what to do."""


class RecordsUnavailable(GuidepostError):
    """The records can't be reached now: whether the last step was kept is not known. Try again with the same draft."""


class RowRefused(GuidepostError):
    """A row breaks a rule of its table: it stands there already, or belongs to nothing. Outside bot.intake, a bug."""


class UnknownReference(GuidepostError):
    """No request has this reference with this code. Which of the two is wrong is never told."""


class RequestIncomplete(GuidepostError):
    """A plan request lacks answers. `missing` holds the names of the fields."""

    def __init__(self, missing: Sequence[str]) -> None:
        self.missing = tuple(missing)
        super().__init__(f"The request lacks: {', '.join(self.missing)}.")


class StepNotAllowed(GuidepostError):
    """A request can't go from its status to the one asked for."""


class ConversationEnded(GuidepostError):
    """The conversation was finished or forgotten; nothing more is kept for it."""


class ModelMissing(GuidepostError):
    """There is no trained model to load. The text says which command makes one."""


class LetterNotSent(GuidepostError):
    """A letter could not be handed to the mail server. It stays in the outbox, unless the refusal is `for_good`."""

    def __init__(self, fault: str, for_good: bool = False) -> None:
        self.for_good = for_good
        super().__init__(fault)
