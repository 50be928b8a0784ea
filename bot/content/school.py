"""The school as its own file describes it: who is there, when it is open, and who gets which request.
Reading and checking that file is school_file.py's and school_faults.py's work; nothing here decides on a request."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

KINDS = ("public", "charter", "private")
ILP_MEANINGS = ("learning_goals", "career_plan", "english_learner", "gifted")
PLANS = ("ILP", "IAP", "both", "not_sure", "504", "IEP_evaluation")
PLANS_THERE = ("ILP", "IAP", "504", "IEP")  # that a student may have already
GRADES = ("PK", "K", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12")
PERSONAS = ("parent", "student", "staff")
NEEDS = ("disability", "health", "english_learner", "gifted")  # as far as routing tells them apart; none is a judgement
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Contact:
    """Who holds a role, by an office address; `away` is first and last day, both included; `deputy` is a role id."""

    id: str
    role: str
    email: str
    phone: str | None = None
    name: str | None = None
    languages: tuple[str, ...] = ()
    away: tuple[date, date] | None = None
    deputy: str | None = None

    def is_away(self, day: date) -> bool:
        return self.away is not None and self.away[0] <= day <= self.away[1]


@dataclass(frozen=True)
class Role:
    id: str
    title: str
    description: str
    contacts: tuple[Contact, ...]


@dataclass(frozen=True)
class RoutingRule:
    """`when`: plan, has_plan, grade, campus, need, language, persona -> values for which it holds; empty: always."""

    when: Mapping[str, tuple[str, ...]]
    role: str
    reason: str

    def holds(self, facts: Mapping[str, Collection[str]]) -> bool:
        """True if for every key of `when` one of the facts is among its values. A fact that is not known is ()."""
        return all(set(values) & set(facts.get(key, ())) for key, values in self.when.items())


@dataclass(frozen=True)
class Campus:
    id: str
    name: str
    grades: tuple[str, ...]


@dataclass(frozen=True)
class Holiday:
    """First and last day, both included."""

    name: str
    first: date
    last: date


@dataclass(frozen=True)
class Summer:
    """From the first to the last day of it, both included, what comes in goes to this role, whatever the rules say."""

    first: date
    last: date
    role: str


@dataclass(frozen=True)
class Hours:
    """Weekday (0 is Monday) -> opening and closing, in the school's time; a day that is not there is closed."""

    days: Mapping[int, tuple[time, time]]

    def hold(self, local: datetime) -> bool:
        opens, closes = self.days.get(local.weekday(), (time.max, time.min))
        return opens <= local.time() < closes


@dataclass(frozen=True)
class Crisis:
    """`contacts` are told in this order, the next one after `minutes_until_next` if nobody has taken it; outside the
    `watched` hours, `after_hours` come before them."""

    contacts: tuple[Contact, ...]
    watched: Hours
    minutes_until_next: int
    after_hours: tuple[Contact, ...] = ()


@dataclass(frozen=True)
class LegalDays:
    """A limit that a state's law sets, in the school's words; `source` is an id of sources.yml."""

    days: int
    text: str
    source: str


@dataclass(frozen=True)
class Retention:
    """Days after which the retention run removes a record: for a request, after it was closed."""

    conversations: int
    requests: int
    danger: int
    missed_questions: int


@dataclass(frozen=True)
class School:
    """`also_tell`: every rule that holds adds a role that reads of a request, beside the one that owns it.
    `fallback` owns what no rule and no deputy can take. `hours_text` is `hours` in the school's words."""

    name: str
    kind: str
    federal_funds: bool
    state: str
    time_zone: str
    phone: str
    email: str
    languages: tuple[str, ...]
    iap_is_504: bool
    ilp_means: str
    campuses: tuple[Campus, ...]
    hours: Hours
    hours_text: str
    holidays: tuple[Holiday, ...]
    summer: Summer | None
    roles: Mapping[str, Role]
    routing: tuple[RoutingRule, ...]
    also_tell: tuple[RoutingRule, ...]
    fallback: str
    goal_days: int
    legal_days: LegalDays | None
    crisis: Crisis
    retention: Retention
    child_abuse_hotline: str | None
    team_channel: bool  # a channel of the staff hears, too, that something came in

    @property
    def grades(self) -> tuple[str, ...]:
        """Every grade that some campus teaches, youngest first."""
        return tuple(grade for grade in GRADES if any(grade in campus.grades for campus in self.campuses))

    def local(self, at: datetime) -> datetime:
        """An aware moment as the school's clock shows it. Raises ValueError for a moment without a time zone."""
        if at.tzinfo is None:
            raise ValueError("A moment needs a time zone.")
        return at.astimezone(ZoneInfo(self.time_zone))

    def is_business_day(self, day: date) -> bool:
        closed = any(holiday.first <= day <= holiday.last for holiday in self.holidays)
        return day.weekday() in self.hours.days and not closed

    def is_open(self, at: datetime) -> bool:
        """Whether somebody is in the office at this (aware) moment."""
        local = self.local(at)
        return self.is_business_day(local.date()) and self.hours.hold(local)

    def is_watched(self, at: datetime) -> bool:
        """Whether somebody is there to read a notice of danger at this (aware) moment."""
        local = self.local(at)
        closed = any(holiday.first <= local.date() <= holiday.last for holiday in self.holidays)
        return self.crisis.watched.hold(local) and not closed

    def business_day(self, at: datetime) -> date:
        """The day on which something counts as received: today until the office closes, else the next business day."""
        local = self.local(at)
        today = local.date()
        if self.is_business_day(today) and local.time() < self.hours.days[today.weekday()][1]:
            return today
        return self.next_business_day(today)

    def next_business_day(self, day: date) -> date:
        """The first business day after `day`. There is one: the check refuses a week without hours."""
        day += timedelta(days=1)
        while not self.is_business_day(day):
            day += timedelta(days=1)
        return day

    def add_business_days(self, day: date, count: int) -> date:
        """The `count`-th business day after `day`; `day` itself is not counted. Raises ValueError below 0."""
        if count < 0:
            raise ValueError("Business days are counted forward only.")
        for _ in range(count):
            day = self.next_business_day(day)
        return day
