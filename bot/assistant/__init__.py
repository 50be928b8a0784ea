"""The assistant behind the chat: understanding, safety, replies and Rasa's agent. The only place that knows Rasa.

Import `Assistant` from bot.assistant.agent; this file imports nothing, so that bot.assistant.turn stays light."""
