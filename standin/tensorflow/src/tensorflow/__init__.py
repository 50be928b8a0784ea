"""A stand-in for TensorFlow: the names that Rasa 3.6.21 looks up while it is imported, and nothing behind them.

It must never compute, nor answer for a name that is not in the table: whatever goes beyond an import raises
TensorFlowIsNotInstalled. `import tensorflow.experimental` fails, by which thinc (spaCy) sees that there is none.
"""

import sys
from types import ModuleType
from typing import Any, NoReturn

# Found by importing every module of Rasa 3.6.21 and noting each look-up; tests/standin tells when one is missing.
# Module -> the classes that Rasa inherits from, writes in an annotation or imports by name.
NAMES: dict[str, tuple[str, ...]] = {
    "tensorflow": ("SparseTensor", "Tensor", "TensorShape", "TensorSpec"),
    "tensorflow.keras": (),
    "tensorflow.keras.backend": (),
    "tensorflow.keras.callbacks": ("Callback",),
    "tensorflow.keras.layers": ("AbstractRNNCell", "Dense", "Dropout", "Layer"),
    "tensorflow.keras.metrics": ("Metric",),
    "tensorflow.keras.utils": ("Sequence",),
    "tensorflow.python": (),
    "tensorflow.python.eager": (),
    "tensorflow.python.eager.wrap_function": ("WrappedFunction",),
    "tensorflow.types": (),
    "tensorflow.types.experimental": ("TensorLike",),
    "keras": ("Model",),
    "keras.utils": (),
    "keras.utils.control_flow_util": ("smart_cond",),
    "keras.utils.tf_utils": (),
}


class TensorFlowIsNotInstalled(RuntimeError):
    """Something would really use TensorFlow, which Guidepost leaves out. The message names it and the way back."""

    def __init__(self, wanted: str) -> None:
        super().__init__(
            f"{wanted} needs TensorFlow, which Guidepost leaves out: run 'make with-tensorflow' to install it."
        )


class NameIsNotHeld(TensorFlowIsNotInstalled, AttributeError):
    """A look-up beyond the table. Also an AttributeError: picklers ask every loaded module for a class's name."""


class NameOnly(type):
    """The type of the table's names: they can be inherited from and stand in annotations, not be called or read."""

    def __call__(cls, *args: Any, **kwargs: Any) -> NoReturn:
        raise TensorFlowIsNotInstalled(f"{cls.__module__}.{cls.__qualname__}")

    def __getattr__(cls, name: str) -> NoReturn:
        raise NameIsNotHeld(f"{cls.__module__}.{cls.__qualname__}.{name}")


class StandInModule(ModuleType):
    """A module of the table. It is a package with an empty path, so importing anything else below it fails."""

    __path__: list[str] = []  # noqa: RUF012 (what Python itself reads, and never changed)

    def __getattr__(self, name: str) -> NoReturn:
        raise NameIsNotHeld(f"{self.__name__}.{name}")


def furnish(root: str) -> None:
    """Put the table's names below `root` in place: submodules in sys.modules, names in their modules."""
    for path in (path for path in NAMES if path.partition(".")[0] == root):
        if path == root:
            module = sys.modules[root]
            module.__class__ = StandInModule
            module.__path__ = []
        else:
            module = sys.modules[path] = StandInModule(path, f"Part of the stand-in for {root}.")
            parent, _, last = path.rpartition(".")
            setattr(sys.modules[parent], last, module)
        for name in NAMES[path]:
            setattr(module, name, NameOnly(name, (), {"__module__": path, "__doc__": "Not installed: a name only."}))


furnish("tensorflow")
