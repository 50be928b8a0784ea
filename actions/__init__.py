"""What the assistant does besides answering: Rasa's custom actions, one module per job. They may not know bot.assistant."""
