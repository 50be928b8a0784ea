from hypothesis import assume, given
from hypothesis import strategies as st

from bot.intake.codes import ALPHABET, MASK, as_typed, code_for, code_hash, is_reference, mask_codes, new_reference

characters = st.sampled_from(ALPHABET)
references = st.builds(lambda _: new_reference(), st.integers())
places = st.integers(0, 7)


@given(references)
def test_a_reference_has_eight_characters_of_which_none_look_alike(reference):
    assert is_reference(reference) and len(reference) == 8
    for pair in ("0O", "1I", "1L", "5S", "8B", "2Z", "6G", "UV"):
        assert sum(character in ALPHABET for character in pair) <= 1


@given(references, places, characters)
def test_one_wrong_character_is_always_noticed(reference, place, wrong):
    assume(reference[place] != wrong)
    assert not is_reference(reference[:place] + wrong + reference[place + 1 :])


@given(references, places, places)
def test_two_swapped_characters_are_always_noticed(reference, first, second):
    assume(reference[first] != reference[second])
    swapped = list(reference)
    swapped[first], swapped[second] = swapped[second], swapped[first]
    assert not is_reference("".join(swapped))


@given(st.text(max_size=12))
def test_any_text_can_be_asked_about(text):
    assert is_reference(as_typed(text)) in (True, False)


def test_a_reference_is_read_as_people_type_it():
    reference = new_reference()
    assert as_typed(f" {reference[:4].lower()}-{reference[4:]} ") == reference


@given(st.uuids(), st.uuids(), st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_the_same_draft_has_the_same_code_and_another_draft_or_secret_another(draft, other, secret, other_secret):
    assume(draft != other and secret != other_secret)
    code = code_for(secret, str(draft))
    assert code == code_for(secret, str(draft)) and len(code) == 8 and set(code) <= set(ALPHABET)
    assert code != code_for(secret, str(other)) and code != code_for(other_secret, str(draft))


def test_what_is_kept_of_a_code_depends_on_secret_and_reference():
    kept = {code_hash(secret, reference, "HJKMNPQR") for secret in (b"one", b"two") for reference in ("2", "3")}
    assert len(kept) == 4 and all(len(each) == 64 for each in kept)


def test_a_code_is_masked_wherever_it_stands_beside_a_reference():
    said = {"data": [{"reference": "2346", "code": "HJKM", "body": "Code: HJKM", "choices": [{"label": "HJKM"}]}]}
    assert mask_codes(said) == {
        "data": [{"reference": "2346", "code": MASK, "body": f"Code: {MASK}", "choices": [{"label": MASK}]}]
    }
    assert mask_codes(mask_codes(said)) == mask_codes(said)


def test_what_is_no_code_stays():
    said = {
        "reference": "2346",
        "code": None,
        "body": "all of it",
        "number": 7,
        "list": ["code", {"code": "of conduct"}],
    }
    assert mask_codes(said) == said
