"""What a migration may do while the version before it serves; what it must say where it does more."""

import pytest

from scripts.check_expands import doubts, main
from tthc_engine.store import migrations


@pytest.mark.parametrize(
    "does",
    [
        'op.drop_column("dossier", "phone")',
        'op.drop_table("note")',
        'op.rename_table("note", "remark")',
        'op.alter_column("dossier", "owner", new_column_name="holder")',
        'op.alter_column("dossier", "owner", nullable=False)',
        'op.add_column("dossier", sa.Column("colour", sa.String(), nullable=False))',
        'op.create_index("ix_one", "dossier", ["owner"], unique=True)',
        'op.execute("ALTER TABLE dossier RENAME owner TO holder")',
        'with op.batch_alter_table("wish") as batch_op:\n        batch_op.drop_column("said")',
    ],
)
def test_what_takes_something_from_the_serving_version_is_refused_unless_it_says_so(does: str) -> None:
    source = f"def upgrade() -> None:\n    {does}\n\n\ndef downgrade() -> None:\n    pass\n"
    assert len(doubts(source)) == 1
    assert doubts(f'CONTRACTS = ""\n{source}'), "a reason is written out"
    assert doubts(f'CONTRACTS = "nobody reads it since 1.2"\n{source}') == []


@pytest.mark.parametrize(
    "does",
    [
        'op.add_column("dossier", sa.Column("colour", sa.String(), nullable=False, server_default=""))',
        'op.add_column("dossier", sa.Column("colour", sa.String(), nullable=True))',
        'op.create_table("colour", sa.Column("id", sa.Integer(), nullable=False))',
        'op.create_table("colour")\n    op.create_index("ix_c", "colour", ["id"], unique=True)',
        'op.drop_index("ix_dossier_owner", "dossier")',
        'op.alter_column("dossier", "owner", nullable=True)',
    ],
)
def test_what_only_adds_needs_no_word(does: str) -> None:
    assert doubts(f"def upgrade() -> None:\n    {does}\n") == []


def test_going_back_may_take_away() -> None:
    assert doubts('def upgrade() -> None:\n    pass\n\n\ndef downgrade() -> None:\n    op.drop_table("note")\n') == []


def test_ours_hold_to_it_and_the_newest_shape_serves_the_software_back_to_the_last_that_does_not() -> None:
    assert main() == 0
    served = migrations.still_served()
    assert served[0] == migrations.head()
    assert "20261127_1810" in served and "20261127_1525" not in served
