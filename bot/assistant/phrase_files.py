"""Reads the training files for Rasa, which asks for the phrases twice in a training: each time would take seconds."""

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.training_data import TrainingData


class PhraseFiles(RasaFileImporter):  # type: ignore[misc]
    """As Rasa's own, but for that."""

    _phrases: TrainingData | None = None

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """All phrases; the files name no language."""
        if self._phrases is None:
            self._phrases = super().get_nlu_data(language)
        return self._phrases
