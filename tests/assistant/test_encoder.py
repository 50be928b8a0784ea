"""The network that we write, against the same arithmetic in plain numpy and against published numbers."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import onnx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import erf
from tokenizers import Tokenizer

from bot.assistant import encoder
from bot.assistant.encoder import HEADS, LAYERS, WIDTH, Encoder, build_network, read_weights, weights_folder
from bot.errors import ModelMissing

# The first eight numbers of each vector. Those of the first sentence are what the model's authors print for it.
KNOWN = {
    "This is an example sentence": (0.06766, 0.06350, 0.04871, 0.07930, 0.03745, 0.00265, 0.03938, -0.00710),
    "What is an ILP?": (-0.09584, 0.03583, 0.09400, -0.03970, 0.01965, -0.01891, 0.09335, 0.10175),
    "My son can't sit still in class, and his teacher said to ask for an accommodation plan.": (
        (0.06038, 0.06117, -0.02315, 0.04084, -0.02647, 0.02978, -0.05065, -0.04116)
    ),
}
ODD = ["", "?", "naïve café", "计划", "🙂", "a " * 400, "plan", "what is a plan", "plan", "is it a plan"]


@pytest.fixture(scope="module")
def weights():
    return read_weights(weights_folder())


@pytest.fixture(scope="module")
def exact(weights, tmp_path_factory):
    """The network before it is made small."""
    file = tmp_path_factory.mktemp("exact") / "exact.onnx"
    onnx.save(encoder._graph(weights, exact=True), str(file))
    return Encoder(file, weights_folder() / "tokenizer.json")


def by_hand(weights, text):
    """BERT, one text and one head at a time."""

    def linear(x, name):
        return x @ weights[name + ".weight"].T + weights[name + ".bias"]

    def norm(x, name):
        centred = x - x.mean(axis=-1, keepdims=True)
        level = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-12)
        return centred / level * weights[name + ".weight"] + weights[name + ".bias"]

    tokenizer = Tokenizer.from_file(str(weights_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    ids = tokenizer.encode(text).ids
    x = weights["embeddings.word_embeddings.weight"][ids] + weights["embeddings.token_type_embeddings.weight"][0]
    x = norm(x + weights["embeddings.position_embeddings.weight"][: len(ids)], "embeddings.LayerNorm")
    width = WIDTH // HEADS
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}"
        query, key, value = (linear(x, f"{at}.attention.self.{part}") for part in ("query", "key", "value"))
        seen = np.empty_like(x)
        for head in range(HEADS):
            own = slice(head * width, (head + 1) * width)
            powers = np.exp(query[:, own] @ key[:, own].T / np.sqrt(width))
            seen[:, own] = powers / powers.sum(axis=1, keepdims=True) @ value[:, own]
        x = norm(x + linear(seen, f"{at}.attention.output.dense"), f"{at}.attention.output.LayerNorm")
        wide = linear(x, f"{at}.intermediate.dense")
        wide = wide * (1 + erf(wide / np.sqrt(2))) / 2
        x = norm(x + linear(wide, f"{at}.output.dense"), f"{at}.output.LayerNorm")
    mean = x.mean(axis=0)
    return mean / np.linalg.norm(mean)


def test_the_network_computes_what_its_weights_say(weights, exact):
    for text, told in zip(KNOWN, exact.vectors(list(KNOWN)), strict=True):
        assert told == pytest.approx(by_hand(weights, text), abs=1e-5)


@pytest.mark.parametrize("text", KNOWN)
def test_the_first_numbers_are_the_known_ones(exact, text):
    assert exact.vectors([text])[0, :8] == pytest.approx(KNOWN[text], abs=1e-5)


def test_the_small_network_says_nearly_the_same(exact, tmp_path):
    build_network(weights_folder(), tmp_path / "small.onnx")
    small = Encoder(tmp_path / "small.onnx", weights_folder() / "tokenizer.json")
    assert (tmp_path / "small.onnx").stat().st_size < 25_000_000
    for text in KNOWN:
        assert small.vectors([text])[0] @ exact.vectors([text])[0] >= 0.98
    alone = np.concatenate([small.vectors([text]) for text in ODD])
    assert ((small.vectors(ODD) * alone).sum(axis=1) >= 0.95).all()  # int8 rounds a batch by its largest number


def test_other_weights_are_refused(tmp_path):
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    with pytest.raises(ModelMissing, match="not the file that was pinned"):
        read_weights(tmp_path)
    with pytest.raises(ModelMissing):
        build_network(tmp_path, tmp_path / "network.onnx")
    assert not (tmp_path / "network.onnx").exists()


def test_one_changed_bit_is_noticed(tmp_path):
    data = bytearray((weights_folder() / "model.safetensors").read_bytes())
    data[-1] ^= 1
    (tmp_path / "model.safetensors").write_bytes(data)
    with pytest.raises(ModelMissing):
        read_weights(tmp_path)


def test_a_missing_package_is_told_with_what_to_do(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ModelMissing, match="make run"):
        weights_folder()


def test_texts_come_out_in_their_order_whatever_stands_beside_them(exact):
    texts = [*ODD, *KNOWN, *["plan"] * 70]  # more of one length than are encoded at once
    alone = {text: exact.vectors([text])[0] for text in set(texts)}
    together = exact.vectors(texts)
    for text, vector in zip(texts, together, strict=True):
        assert vector == pytest.approx(alone[text], abs=1e-5)
    assert exact.vectors([]).shape == (0, WIDTH)


def test_of_a_long_text_the_first_part_is_read(exact):
    long, longer = (exact.vectors(["word " * count])[0] for count in (254, 2000))
    assert longer == pytest.approx(long, abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=80))
def test_any_text_has_a_vector_of_unit_length(exact, text):
    (vector,) = exact.vectors([text])
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-4)


def test_several_threads_read_at_once(exact):
    texts = [*ODD, *KNOWN]
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda text: exact.vectors([text])[0], texts * 2))
    alone = [exact.vectors([text])[0] for text in texts]
    for vector, own in zip(found, alone * 2, strict=True):
        assert vector == pytest.approx(own, abs=1e-6)
