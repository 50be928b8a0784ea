"""Alembic asks this file how to reach the database. The connection comes from bot.intake.migrate, whose transaction
holds the whole upgrade; there is no alembic.ini and no other way in."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
