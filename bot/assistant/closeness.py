"""How close texts are to many kept phrases at once. The phrases lie as int8 in a network of one multiplication: a
quarter of the memory and of the time that numpy's would take, and right to a thousandth."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime

from bot.assistant.encoder import FINEST, WIDTH, Vectors


class Closeness:
    """`count`: of the phrases."""

    def __init__(self, network: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.enable_cpu_mem_arena = False
        self._session = onnxruntime.InferenceSession(str(network), options, providers=["CPUExecutionProvider"])
        self.count: int = self._session.get_outputs()[0].shape[1]

    @staticmethod
    def keep(phrases: Vectors, network: Path) -> None:
        """Write unit vectors, `[phrases, 384]`, to the file `network`. For training only."""
        from onnx import TensorProto, helper, numpy_helper, save

        finest = np.maximum(np.abs(phrases).max(axis=1), 1e-9) / FINEST
        kept = {
            "phrases": np.round(phrases / finest[:, np.newaxis]).astype(np.int8).T.copy(),
            "finest": finest.astype(np.float32),
        }
        nodes = [
            helper.make_node("DynamicQuantizeLinear", ["texts"], ["rough", "step", "zero"]),
            helper.make_node("MatMulInteger", ["rough", "phrases", "zero"], ["whole"]),
            helper.make_node("Cast", ["whole"], ["product"], to=TensorProto.FLOAT),
            helper.make_node("Mul", ["step", "finest"], ["scale"]),
            helper.make_node("Mul", ["product", "scale"], ["close"]),
        ]
        graph = helper.make_graph(
            nodes,
            "closeness",
            [helper.make_tensor_value_info("texts", TensorProto.FLOAT, ["texts", WIDTH])],
            [helper.make_tensor_value_info("close", TensorProto.FLOAT, ["texts", len(phrases)])],
            [numpy_helper.from_array(array, name) for name, array in kept.items()],
        )
        save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), str(network))

    def to(self, texts: Vectors) -> Vectors:
        """`[texts, phrases]`: the cosine of each of these unit vectors with each phrase's."""
        close: Vectors = self._session.run(None, {"texts": np.ascontiguousarray(texts, np.float32)})[0]
        return close
