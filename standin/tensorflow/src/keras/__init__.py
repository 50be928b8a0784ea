"""A stand-in for Keras, the part of TensorFlow that Rasa also imports by its own name; its table stands there."""

from tensorflow import furnish

furnish("keras")
