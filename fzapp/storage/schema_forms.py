"""The schema of collecting ledgers from offices: forms that went out, the rows in them, what came back."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def create_forms(db: Database) -> None:
    """Tables of issued forms.

    `form_issue`: a form (`form_key` stands in the file) for `office` with the `kinds` (JSON list of codes)
    of `year`. `form_row`: a row of a form by its hidden `token`, the ledger row it stands for (entered at
    `added_at`, because SQLite gives the number of a removed row again) and `base`, its values as last
    exchanged ("" when it was missing from the form then). `form_return`: a file that came back.
    """
    text, number = str, int
    db.table("form_issue").create(
        {
            "id": number, "form_key": text, "office": text, "unit": text, "year": number, "kinds": text,
            "version": number, "file_name": text, "issued_at": text,
        },
        pk="id",
        strict=True,
    )  # fmt: skip
    db.table("form_issue").create_index(["form_key"], unique=True)
    db.table("form_row").create(
        {
            "id": number, "issue_id": number, "kind": text, "token": text, "row_id": number,
            "added_at": text, "base": text,
        },
        pk="id",
        foreign_keys=[("issue_id", "form_issue", "id")],
        strict=True,
    )  # fmt: skip
    db.table("form_row").create_index(["issue_id", "kind"])
    db.table("form_return").create(
        {
            "id": number, "issue_id": number, "file_name": text, "sha256": text, "merged_at": text,
            "new": number, "changed": number, "removed": number, "held": number,
        },
        pk="id",
        foreign_keys=[("issue_id", "form_issue", "id")],
        strict=True,
    )  # fmt: skip
    db.table("form_return").create_index(["issue_id"])
