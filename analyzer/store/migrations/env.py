"""Alembic's entry: it runs on the connection that ``analyzer.store.connect`` hands over, inside its transaction."""

from __future__ import annotations

from alembic import context

from analyzer.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, render_as_batch=True
)
context.run_migrations()
