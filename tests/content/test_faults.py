"""Everything that an editor can do wrong, one at a time, and what the check then says."""

import pytest

SCHOOL, COST = "school.yml", "en/cost.md"

WRONG_SETTINGS = [
    # key of school.yml, what an editor writes there (None: takes it out), words of the fault
    ("name", None, ["`name` is missing"]),
    ("name", "", ["`name` is missing"]),
    ("kind", "publik", ["`kind` names 'publik'", "did you mean 'public'?"]),
    ("federal_funds", "maybe", ["`federal_funds` 'maybe' is neither true nor false"]),
    ("state", "Louisiana", ["`state` names 'Louisiana'", "states.yml"]),
    ("time_zone", "Central", ["`time_zone` 'Central' is no time zone", "America/Chicago"]),
    ("phone", "call us", ["`phone` 'call us' is no phone number"]),
    ("phone", "225-555-010", ["`phone` '225-555-010' is no phone number"]),
    ("email", "office(at)riverbend.example.org", ["`email`", "is no e-mail address"]),
    ("email", ["a@example.org", "b@example.org"], ["`email` must be one value"]),
    ("languages", "English", ["`languages` 'English' is no language code"]),
    ("languages", None, ["`languages` is missing"]),
    ("languages", ["en", "en"], ["`languages` names 'en' 2 times"]),
    ("languages", ["en", "es"], ["data/content/es/cost.md", "this file is missing"]),
    ("iap_is_504", None, ["`iap_is_504` is missing"]),
    ("ilp_means", "careers", ["`ilp_means` names 'careers'", "career_plan"]),
    ("campuses", None, ["`campuses` is missing"]),
    ("campuses.0.grades", "K-13", ["`campuses.1.grades` '13' is no grade"]),
    ("campuses.0.grades", "5-K", ["`campuses.1.grades` '5-K' runs backwards"]),
    ("campuses.1.id", "elementary", ["`campuses` has the id 'elementary' 2 times"]),
    ("campuses.0.name", None, ["`campuses.1.name` is missing"]),
    ("hours.monday", "7.30 to 15.30", ["`hours.monday`", "write it like 07:30-15:30"]),
    ("hours.monday", "15:30-07:30", ["`hours.monday`", "closes before it opens"]),
    ("hours.mondy", "07:30-15:30", ["`hours.mondy` is not known here", "did you mean 'monday'?"]),
    ("hours", {"text": "by appointment"}, ["`hours.monday` is missing, and so is every other day"]),
    ("hours.text", None, ["`hours.text` is missing"]),
    ("holidays.0.from", "11/25/2026", ["`holidays.1.from` '11/25/2026' is no date", "year-month-day"]),
    ("holidays.0.from", "2026-02-30", ["`holidays.1.from` '2026-02-30' is no date"]),
    ("holidays.0.to", "2026-11-20", ["`holidays.1.to` is before `from`"]),
    ("holidays", "none", ["`holidays` must be a list"]),
    ("summer.role", "janitor", ["`summer.role` names 'janitor'", "role of this file"]),
    ("summer.to", "2027-05-01", ["`summer.to` is before `from`"]),
    ("roles.nurse.title", None, ["`roles.nurse.title` is missing"]),
    ("roles.nurse.contacts", [], ["`roles.nurse.contacts` is missing"]),
    ("roles.nurse.contacts.0.email", "nurse@", ["`roles.nurse.contacts.1.email` 'nurse@' is no e-mail address"]),
    ("roles.gifted_coordinator.contacts.0.id", "nurse", ["the contact id 'nurse' stands at 2 places"]),
    ("roles.nurse.contacts.0.deputy", "councellor", ["names 'councellor'", "did you mean 'counsellor'?"]),
    ("roles.nurse.contacts.0.deputy", "nurse", ["the contact 'nurse' is its own deputy"]),
    ("roles.student_services.contacts.0.deputy", "counsellor", ["deputies go round in a circle", "student_services"]),
    ("roles.gifted_coordinator.contacts.0.away.to", "2026-11-01", ["away.to` is before `from`"]),
    ("roles.gifted_coordinator.contacts.0.away.to", None, ["away.to` is missing"]),
    ("roles.nurse.contacts.0.mail", "x", ["`roles.nurse.contacts.1.mail` is not known here", "did you mean 'email'?"]),
    ("roles.nurse", "the nurse", ["`roles.nurse` must have keys of its own"]),
    ("roles.nurse", None, ["names 'nurse', which is no role of this file"]),
    ("roles.gifted_coordinator", None, ["nothing fills {role.gifted_coordinator}"]),
    ("routing.0.role", "special_ed", ["`routing.1.role` names 'special_ed'", "special_education_coordinator"]),
    ("routing.0.when.plan", "IPL", ["`routing.1.when.plan` names 'IPL'", "did you mean 'ILP'?"]),
    ("routing.0.when.grades", "6", ["`routing.1.when.grades` is not known here", "did you mean 'grade'?"]),
    ("routing.0.when.grade", "6-14", ["`routing.1.when.grade` '14' is no grade"]),
    ("routing.0.when.campus", "main", ["`routing.1.when.campus` names 'main'"]),
    ("routing.0.when.need", "gited", ["`routing.1.when.need` names 'gited'", "did you mean 'gifted'?"]),
    ("routing.0.when.persona", "teacher", ["`routing.1.when.persona` names 'teacher'"]),
    ("routing.0.when.language", "Spanish", ["`routing.1.when.language` 'Spanish' is no language code"]),
    ("routing.0.reason", None, ["`routing.1.reason` is missing"]),
    ("routing.0.when", None, ["`routing.2` is never reached, for `routing.1` takes all of it"]),
    ("routing.1", None, ["`routing`: nobody gets IEP_evaluation for every grade at 'elementary'"]),
    ("routing.7.when.grade", "7-12", ["`routing`: nobody gets ILP for grade 6 at 'middle_high'"]),
    ("routing", None, ["`routing` is missing"]),
    ("also_tell.0.role", "doctor", ["`also_tell.1.role` names 'doctor'"]),
    ("fallback", "office", ["`fallback` names 'office'", "main_office"]),
    ("fallback", "gifted_coordinator", ["`fallback`: every contact of 'gifted_coordinator' has `away` dates"]),
    ("goal_days", "five", ["`goal_days` 'five' must be a whole number from 1 to 60"]),
    ("goal_days", "0", ["`goal_days` '0' must be a whole number"]),
    ("legal_days", {"days": "15", "text": "Texas: 15 days."}, ["`legal_days.source` is missing"]),
    ("legal_days", {"days": "15", "text": "T.", "source": "x"}, ["`legal_days.source` names 'x'", "sources.yml"]),
    ("crisis", None, ["`crisis` is missing"]),
    ("crisis.contacts", ["nurse"], ["`crisis.contacts` names fewer than two contacts"]),
    ("crisis.contacts", ["nurse", "nurse"], ["`crisis.contacts` names fewer than two contacts"]),
    ("crisis.contacts", ["nurse", "hero"], ["`crisis.contacts` names 'hero'"]),
    ("roles.nurse.contacts.0.phone", None, ["`crisis.contacts`: 'nurse' has no phone"]),
    ("crisis.watched", None, ["`crisis.watched` is missing"]),
    ("crisis.minutes_until_next", "soon", ["`crisis.minutes_until_next` 'soon' must be a whole number"]),
    ("child_abuse_hotline", "4LA-KIDS", ["`child_abuse_hotline` '4LA-KIDS' is no phone number"]),
    ("retention", None, ["`retention` is missing"]),
    ("retention.requests", "forever", ["`retention.requests` 'forever' must be a whole number from 1 to 3650"]),
    ("retention.danger", None, ["`retention.danger` is missing"]),
    ("schol", "x", ["`schol` is not known here"]),
]


@pytest.mark.parametrize(("key", "value", "words"), WRONG_SETTINGS)
def test_a_wrong_setting_of_the_school_is_named(folder, key, value, words):
    folder.set(SCHOOL, key, value)
    expect_fault(folder, "data/content/", words)


WRONG_ROWS = [
    ("rows.0.when.help_wanted", "goal", ["`rows.1.when.help_wanted` names 'goal'", "did you mean 'goals'?"]),
    ("rows.0.when.papers", "none", ["`rows.1.when.papers` is not known here"]),
    ("rows.0.suggests", "plan", ["`rows.1.suggests` names 'plan', which is no plan to suggest"]),
    ("rows.0.reason", "because", ["names 'because', which has no sentence in en/"]),
    ("rows.0.sources", None, ["`rows.1.sources` is missing"]),
    ("rows.0.sources", "sead", ["`rows.1.sources` names 'sead'", "did you mean 'seed'?"]),
    ("rows.0.coordinator", "perhaps", ["`rows.1.coordinator` 'perhaps' is neither true nor false"]),
    ("otherwise", None, ["`otherwise` is missing"]),
    ("rows", None, ["`rows` is missing"]),
]


@pytest.mark.parametrize(("key", "value", "words"), WRONG_ROWS)
def test_a_wrong_row_of_the_suggestions_is_named(folder, key, value, words):
    folder.set("suggestions.yml", key, value)
    expect_fault(folder, "data/content/suggestions.yml", words)


WRONG_ANSWERS = [
    ("title: What it costs\n", "", ["`title` is missing"]),
    ("reviewed: 2026-11-22", "reviewed: last week", ["line 5", "`reviewed` 'last week' is no date"]),
    ("reviewed: 2026-11-22\n", "", ["`reviewed` is missing"]),
    ("sources: [seed]\n", "", ["`sources` is missing"]),
    ("[seed]", "[sead]", ["line 3", "`sources` names 'sead'", "did you mean 'seed'?"]),
    ("sources: [seed]", "says: principal", ["`says` names 'principal'", "school"]),
    ("[rights, iep]", "[rights, tution]", ["line 4", "`next` names 'tution'", "did you mean 'iep'?"][:2]),
    ("[rights, iep]", "[right, iep]", ["`next` names 'right'", "did you mean 'rights'?"]),
    ("[rights, iep]", "[rights]", ["`next` names 1 topics; name two or three"]),
    ("[rights, iep]", "[rights, iep, gifted, privacy]", ["`next` names 4 topics"]),
    ("[rights, iep]", "[rights, cost]", ["`next` names 'cost' twice or names this answer itself"]),
    ("[rights, iep]", "[rights, rights]", ["`next` names 'rights' twice"]),
    ("title:", "titel:", ["`titel` is not known here; did you mean 'title'?"]),
    ("title: What it costs", "title: Cost: nothing", ["line 2", "a text with a colon in it needs quotes"]),
    ("title: What it costs", "title: 'Cost", ["this is not YAML", "a quote was opened and not closed"]),
    ("title: What it costs", "title: x\ntitle: y", ["line 3", "`title` stands here for the second time"]),
    ("---\ntitle", "title", ["the front matter is missing"]),
    ("It costs nothing. Call {phone}.\n", "", ["there is no text under the front matter"]),
    (":: more\nAsk the {role.counsellor} at any time.", ":: more", ["there is no text under `:: more`"]),
    (":: more", ":: moer", ["`:: moer` is no part of an answer; did you mean 'more'?"]),
    (":: student", ":: more", ["`:: more` stands here for the second time"]),
    ("if iap_is_504", "if iap_is_405", ["asks for 'iap_is_405', which is no condition; did you mean 'iap_is_504'?"]),
    ("if iap_is_504", "if kind=charta", ["kind is never 'charta'; did you mean 'charter'?"]),
    ("if iap_is_504", "if iap_is_504=true", ["which is no condition"]),
    ("{phone}", "{fone}", ["nothing fills {fone}; did you mean 'phone'?"]),
    ("{phone}", "{reference}", ["nothing fills {reference}"]),
    ("{role.counsellor}", "{role.counselor}", ["nothing fills {role.counselor}; did you mean 'role.counsellor'?"]),
    ("{phone}", "{phone", ["a single brace"]),
    ("It costs", "## It costs", ["line 7", "a heading can't be shown"]),
    ("It costs", "* It costs", ["a list with a sign that is no dash"]),
    ("It costs", "> It costs", ["a quotation can't be shown"]),
    ("nothing", "[nothing](https://example.org)", ["a link can't be shown"]),
    ("nothing", "<b>nothing</b>", ["HTML can't be shown"]),
    ("nothing", "`nothing`", ["code or a table can't be shown"]),
    ("nothing", "**nothing", ["an odd number of `**`"]),
]


@pytest.mark.parametrize(("old", "new", "words"), WRONG_ANSWERS)
def test_a_wrong_answer_is_named(folder, old, new, words):
    folder.replace(COST, old, new)
    expect_fault(folder, "data/content/en/cost.md", words)


def remove_answer(folder):
    folder.remove(COST)


def rename_answer(folder):
    folder.write("en/costs.md", "---\n---\n")


def leave_a_draft(folder):
    folder.write("en/cost.md~", "old")


def leave_a_word_file_among_letters(folder):
    folder.write("en/letters/offer.docx", "x")


def leave_a_file_beside(folder):
    folder.write("notes.txt", "x")


def leave_a_folder_beside(folder):
    folder.write("fr/cost.md", "x")


def save_as_latin_1(folder):
    folder.write(COST, "---\ntitle: Café\n---\nx".encode("latin-1"))


def break_school(folder):
    folder.replace(SCHOOL, "name: Riverbend School", "name: Riverbend School\n  kind: [")


def indent_with_a_tab(folder):
    folder.replace(SCHOOL, "  text:", "\ttext:")


def empty_school(folder):
    folder.write(SCHOOL, "# nothing\n")


def remove_school(folder):
    folder.remove(SCHOOL)


def remove_sources(folder):
    folder.remove("sources.yml")


def take_out_a_source(folder):
    folder.set("sources.yml", "seed", None)


def misspell_a_source_key(folder):
    folder.set("sources.yml", "seed.titel", "x")


def give_a_source_no_real_address(folder):
    folder.set("sources.yml", "seed.url", "www.example.org")


def give_a_state_no_agency(folder):
    folder.set("states.yml", "LA.agency", None)


def give_two_headings_one_id(folder):
    folder.set("topics.yml", "other.cost", "Cost")


def add_a_topic_without_answer(folder):
    folder.set("topics.yml", "topics.lunch", "Lunch")


def take_out_a_phrase(folder):
    folder.set("en/_crisis.yml", "crisis.self_harm.about_self", None)


def empty_a_phrase(folder):
    folder.set("en/_crisis.yml", "crisis.self_harm.about_self", "")


def make_a_phrase_a_list(folder):
    folder.set("en/_crisis.yml", "crisis.self_harm.about_self", ["a", "b"])


def give_a_phrase_twice(folder):
    folder.write("en/_more.yml", "crisis:\n  skip: Skip\n")


def put_a_phrase_under_a_phrase(folder):
    folder.write("en/_more.yml", "crisis:\n  skip:\n    now: Skip\n")


def misspell_a_value_of_a_phrase(folder):
    folder.set("en/_crisis.yml", "crisis.state_hotline", "Call {hotlin}.")


def misspell_a_value_of_a_letter(folder):
    folder.replace("en/letters/family_received.md", "{goal_day}", "{goalday}")


def remove_a_letter(folder):
    folder.remove("en/letters/family_received.md")


def take_the_subject_out_of_a_letter(folder):
    folder.write("en/letters/family_received.md", "---\ntopic: x\n---\nHello\n")


def empty_a_letter(folder):
    folder.write("en/letters/family_received.md", "---\nsubject: x\n---\n")


def write_a_word_that_rasa_looks_for(folder):
    folder.write("en/_more.yml", "school:\n  rules: Be kind\n")


@pytest.mark.parametrize(
    ("wrong", "file", "words"),
    [
        (remove_answer, "en/cost.md", ["this file is missing"]),
        (rename_answer, "en/costs.md", ["'costs' is no topic of topics.yml", "did you mean 'cost'?"]),
        (leave_a_draft, "en/cost.md~", ["none of the assistant's"]),
        (leave_a_word_file_among_letters, "en/letters/offer.docx", ["none of the assistant's"]),
        (leave_a_file_beside, "notes.txt", ["none of the assistant's"]),
        (leave_a_folder_beside, "fr", ["`languages` of school.yml does not name this folder"]),
        (save_as_latin_1, "en/cost.md", ["not saved as UTF-8"]),
        (break_school, "school.yml, line", ["this is not YAML"]),
        (indent_with_a_tab, "school.yml, line", ["use blanks, not tabs"]),
        (empty_school, "school.yml", ["there must be lines of the form `key: value` here"]),
        (remove_school, "school.yml", ["this file is missing"]),
        (remove_sources, "sources.yml", ["this file is missing"]),
        (take_out_a_source, "en/cost.md, line 3", ["`sources` names 'seed'"]),
        (misspell_a_source_key, "sources.yml, line", ["`seed.titel` is not known here; did you mean 'title'?"]),
        (give_a_source_no_real_address, "sources.yml, line", ["`seed.url` 'www.example.org' is no web address"]),
        (give_a_state_no_agency, "states.yml, line", ["`LA.agency` is missing"]),
        (give_two_headings_one_id, "topics.yml", ["'cost' stands under two headings"]),
        (add_a_topic_without_answer, "en/lunch.md", ["this file is missing"]),
        (take_out_a_phrase, "en", ["the phrase `crisis.self_harm.about_self` is missing"]),
        (empty_a_phrase, "en/_crisis.yml, line", ["`crisis.self_harm.about_self` has no text"]),
        (make_a_phrase_a_list, "en/_crisis.yml, line", ["`crisis.self_harm.about_self` has no text"]),
        (give_a_phrase_twice, "en/_more.yml, line 2", ["`crisis.skip` stands in data/content/en/_crisis.yml as well"]),
        (put_a_phrase_under_a_phrase, "en/_more.yml, line 3", ["`crisis.skip.now` stands in", "as well"]),
        (misspell_a_value_of_a_phrase, "en/_crisis.yml, line", ["nothing fills {hotlin}; did you mean 'hotline'?"]),
        (misspell_a_value_of_a_letter, "en/letters/family_received.md", ["{goalday}; did you mean 'goal_day'?"]),
        (remove_a_letter, "en", ["the letter 'family_received' is missing"]),
        (take_the_subject_out_of_a_letter, "en/letters/family_received.md", ["`subject` is missing"]),
        (empty_a_letter, "en/letters/family_received.md", ["the letter has no text"]),
        (write_a_word_that_rasa_looks_for, "en/_more.yml, line 2", ["`rules:` makes Rasa take this file for training"]),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_a_wrong_file_is_named(folder, wrong, file, words):
    wrong(folder)
    expect_fault(folder, f"data/content/{file}", words)


def test_all_faults_are_told_at_once(folder):
    folder.set(SCHOOL, "phone", "x")
    folder.set(SCHOOL, "email", "x")
    folder.replace(COST, "[seed]", "[sead]")
    folder.replace("en/rights.md", "---\n", "---\nauthor: me\n")
    faults = "\n".join(folder.faults())
    assert all(words in faults for words in ("`phone`", "`email`", "'sead'", "`author`"))


@pytest.mark.parametrize("wrong", [remove_school, empty_school, break_school, remove_sources])
def test_one_broken_file_does_not_drown_the_editor_in_faults(folder, wrong):
    wrong(folder)
    assert len(set(folder.faults()) - folder.known) == 1


@pytest.mark.parametrize("name", ["sources.yml", "states.yml", "topics.yml", "school.yml", "en/cost.md"])
@pytest.mark.parametrize(
    "text", ["", "- a\n- b\n", "just words", "a: &x [*x]", "? [a]\n: b", "{", "\x00", "a: b: c", "%"]
)
def test_whatever_stands_in_a_file_there_is_a_sentence_on_it(folder, name, text):
    folder.write(name, text)
    assert any(fault.startswith(f"data/content/{name}") for fault in folder.faults())


def expect_fault(folder, start, words):
    """One new fault begins so and has all these words; and it is a sentence."""
    new = [fault for fault in folder.faults() if fault not in folder.known]
    found = [fault for fault in new if fault.startswith(start) and all(part in fault for part in words)]
    assert found, f"nobody said {words}; said was: {new}"
    assert all(fault.endswith((".", "?")) and "\n" not in fault for fault in new)
