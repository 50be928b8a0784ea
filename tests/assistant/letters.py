"""A small encoder in the place of the network, which has its own tests."""

from itertools import pairwise

import numpy as np

from bot.assistant.encoder import WIDTH


class Letters:
    """Counts letters and pairs of them, in the network's place."""

    def __init__(self, *files, **how):
        self.asked = []

    def vectors(self, texts):
        self.asked.append(list(texts))
        found = np.full((len(texts), WIDTH), 1e-3, np.float32)
        for row, text in zip(found, texts, strict=True):
            for pair in pairwise(text):
                row[(ord(pair[0]) * 31 + ord(pair[1])) % WIDTH] += 1
        return found / np.linalg.norm(found, axis=1, keepdims=True)
