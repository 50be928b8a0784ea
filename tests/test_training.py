"""The model is trained when its files have changed and at no other time; a training that fails harms nothing."""

import shutil
from pathlib import Path

import pytest

from bot import training

SMALL = Path(__file__).parent / "standin" / "bot"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A small bot in a project's layout, in place of ours; one training takes some seconds."""
    root = tmp_path / "project"
    shutil.copytree(SMALL, root)
    for folder in ("data/nlu", "data/rules", "data/words", "data/danger", "bot/assistant"):
        (root / folder).mkdir(parents=True)
    (root / "data" / "all.yml").rename(root / "data" / "nlu" / "all.yml")
    (root / "uv.lock").write_text("version = 1\n")
    monkeypatch.setattr(training, "ROOT", root)
    return root


def test_the_fingerprint_knows_every_file_that_the_model_is_made_from(project):
    seen = {training.fingerprint()}
    for name in (
        "config.yml",
        "domain.yml",
        "uv.lock",
        "data/nlu/all.yml",
        "data/rules/new.yml",
        "data/words/new.yml",
        "bot/assistant/new.py",
    ):
        with (project / name).open("a") as file:
            file.write("# changed\n")
        seen.add(training.fingerprint())
    assert len(seen) == 8
    (project / "data" / "nlu" / "all.yml").rename(project / "data" / "nlu" / "other.yml")
    assert training.fingerprint() not in seen
    before = training.fingerprint()
    (project / "bot" / "assistant" / "__pycache__").mkdir()
    (project / "bot" / "assistant" / "__pycache__" / "new.pyc").write_text("compiled")
    assert training.fingerprint() == before


def test_a_model_is_trained_once_and_a_failed_training_leaves_it_in_place(project, tmp_path, capsys):
    data = tmp_path / "var"
    model = training.ensure_model(data)
    assert model == data / "models" / "guidepost.tar.gz"
    assert "  LogisticRegressionClassifier ..." in capsys.readouterr().out
    trained = model.stat().st_mtime_ns
    assert training.ensure_model(data) == model and model.stat().st_mtime_ns == trained

    config = project / "config.yml"
    config.write_text(config.read_text().replace("LogisticRegressionClassifier", "NoSuchClassifier"))
    with pytest.raises(training.TrainingFailed, match=r"NoSuchClassifier.*training\.log"):
        training.ensure_model(data)
    assert model.stat().st_mtime_ns == trained
    assert sorted(file.name for file in model.parent.iterdir()) == [
        "guidepost.sha256",
        "guidepost.tar.gz",
        "training.log",
    ]
    config.write_text(config.read_text().replace("NoSuchClassifier", "LogisticRegressionClassifier"))
    assert training.ensure_model(data) == model and model.stat().st_mtime_ns == trained
