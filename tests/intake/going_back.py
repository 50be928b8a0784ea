"""Takes a database to an earlier state of its tables, with Alembic's own commands, which a school never needs."""

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.intake.migrate import SCRIPTS
from bot.intake.records import Records


def revisions():
    scripts = ScriptDirectory(str(SCRIPTS))
    return [each.revision for each in scripts.walk_revisions("base", "records@head")][::-1]


def go_to(url, revision):
    opened = Records.open(url)
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    with opened.engine.begin() as connection:
        config.attributes["connection"] = connection
        there = MigrationContext.configure(connection).get_current_heads()
        down = [head for head in there if head in revisions() and revisions().index(head) > revisions().index(revision)]
        (command.downgrade if down else command.upgrade)(config, revision)
    opened.close()
