"""The stand-in lets Rasa be imported, stands out of the way of others, and never pretends to be TensorFlow."""

import importlib
import importlib.metadata
import json
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

tensorflow = pytest.importorskip("tensorflow")
if not hasattr(tensorflow, "TensorFlowIsNotInstalled"):
    pytest.skip("the real TensorFlow is installed", allow_module_level=True)

WAY_BACK = "needs TensorFlow, which Guidepost leaves out: run 'make with-tensorflow' to install it."

IMPORT_ALL_OF_RASA = """
import importlib, json, pkgutil, types, warnings
import tensorflow
looked_up, failed = set(), {}

class Watched(tensorflow.StandInModule):
    def __getattribute__(self, name):
        found = types.ModuleType.__getattribute__(self, name)
        looked_up.add((types.ModuleType.__getattribute__(self, "__name__"), name))
        return found

import sys, keras
for path in tensorflow.NAMES:
    sys.modules[path].__class__ = Watched
import rasa
for module in pkgutil.walk_packages(rasa.__path__, "rasa."):
    try:
        if module.name != "rasa.__main__":
            importlib.import_module(module.name)
    except ImportError as error:
        failed[module.name] = error.name
print(json.dumps([sorted(looked_up), failed]))
"""


@pytest.fixture(scope="module")
def rasa_imported_whole():
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", IMPORT_ALL_OF_RASA], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    looked_up, failed = json.loads(done.stdout.splitlines()[-1])
    return {tuple(pair) for pair in looked_up}, failed


def test_every_module_of_rasa_imports(rasa_imported_whole):
    _, failed = rasa_imported_whole
    assert failed == {"rasa.nlu.utils.hugging_face.registry": "transformers"}  # an extra of Rasa that is not installed


def test_the_table_holds_no_name_that_rasa_does_not_look_up(rasa_imported_whole):
    looked_up, _ = rasa_imported_whole
    table = {(path, name) for path, names in tensorflow.NAMES.items() for name in names}
    assert table - looked_up == set()


@pytest.mark.parametrize(
    "use",
    [
        lambda tf: tf.constant([1]),
        lambda tf: tf.config.list_physical_devices(),
        lambda tf: tf.Tensor(),
        lambda tf: tf.Tensor.shape,
        lambda tf: tf.keras.layers.Dense(3),
        lambda tf: tf.keras.backend.epsilon(),
        lambda tf: type("Mine", (tf.keras.layers.Layer,), {})(),
        lambda tf: importlib.import_module("keras").Model(),
        lambda tf: importlib.import_module("keras.utils.control_flow_util").smart_cond(True, 1, 2),
    ],
)
def test_whoever_uses_it_is_told_the_way_back(use):
    with pytest.raises(tensorflow.TensorFlowIsNotInstalled, match=WAY_BACK):
        use(tensorflow)


@pytest.mark.parametrize("name", ["tensorflow.experimental", "tensorflow.experimental.dlpack", "keras.models"])
def test_a_module_that_is_not_in_the_table_is_not_found(name):
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module(name)


def test_the_installed_packages_say_that_there_is_no_tensorflow():
    for name in ("tensorflow", "keras"):
        with pytest.raises(importlib.metadata.PackageNotFoundError):
            importlib.metadata.version(name)
    from huggingface_hub.utils import is_tf_available

    assert not is_tf_available()


def test_picklers_may_ask_it_for_names():
    class Unheld:  # pickle and skops look for such a class in every loaded module
        __module__ = None

    with pytest.raises((pickle.PicklingError, AttributeError), match="Can't pickle"):
        pickle.dumps(Unheld)
    assert not hasattr(tensorflow.keras, "Unheld")


def test_spacy_sees_no_tensorflow():
    import thinc.compat

    assert thinc.compat.has_tensorflow is False
    with pytest.warns(DeprecationWarning, match="TensorFlow support"), pytest.raises(ImportError):
        thinc.compat.enable_tensorflow()


def test_the_way_back_is_a_target_of_make():
    assert "\nwith-tensorflow:" in (Path(__file__).parents[2] / "Makefile").read_text()
