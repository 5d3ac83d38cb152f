"""Period, accrual and whose of every figure; the round's totals and the figures of each, for people's SQL."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "totals",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("holder_type", sa.Text(), nullable=True),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("planned", sa.Boolean(), nullable=False),
        sa.Column("period", sa.String(length=24), nullable=True),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("per_head", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_totals")),
    )
    with op.batch_alter_table("totals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_totals_canonical"), ["canonical"], unique=False)
        batch_op.create_index(batch_op.f("ix_totals_holder"), ["holder"], unique=False)
    op.create_table(
        "total_figures",
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("indicator", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("added", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["total"], ["totals.number"], name=op.f("fk_total_figures_total_totals"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("total", "source", "indicator", name=op.f("pk_total_figures")),
    )
    with op.batch_alter_table("indicators", schema=None) as batch_op:
        batch_op.add_column(sa.Column("period", sa.String(length=24), nullable=True))
        batch_op.add_column(sa.Column("accrual", sa.String(length=12), nullable=True))
        batch_op.add_column(sa.Column("whose", sa.String(length=8), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("indicators", schema=None) as batch_op:
        batch_op.drop_column("whose")
        batch_op.drop_column("accrual")
        batch_op.drop_column("period")
    op.drop_table("total_figures")
    with op.batch_alter_table("totals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_totals_holder"))
        batch_op.drop_index(batch_op.f("ix_totals_canonical"))
    op.drop_table("totals")
