"""The staff's side: who has which request, what it says, and what happens to it next, behind a sign-in.
Pages are made here, whole and without scripts; what may be read and done, and its record, are bot.intake's."""
