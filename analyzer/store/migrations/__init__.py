"""How the tables came to be, one file a step (``versions/``); Alembic runs them."""
