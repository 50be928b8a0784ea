"""Rasa's custom actions: what a family's answers mean for a form, and the call into bot.intake that follows."""
