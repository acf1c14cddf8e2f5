"""What Alembic runs: the scripts in versions/, on the connection and in the transaction it was handed.

A new revision is a new file there, with its number added to REVISIONS in storage.migrate. The test that
compares the tables with the migrated database prints what it has to do.
"""

from alembic import context

from storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
