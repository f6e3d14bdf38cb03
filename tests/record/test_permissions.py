"""The matrix of rights is complete, and says what the design says."""

import pytest

from tawthiq.record.permissions import GRADES, permissions

TWO_KEYS = {"confirm", "merge", "publish", "erase"}


class TestMatrix:
    """One file says who may do what."""

    def test_only_known_roles_and_grades(self) -> None:
        """A typing error would be a right that nobody has, or one too many."""
        matrix = permissions()
        for table in matrix.acts.values():
            assert set(table) <= set(matrix.roles)
            assert set(table.values()) <= set(GRADES)

    def test_what_takes_two(self) -> None:
        """Exactly these acts, and each can be begun and answered by somebody."""
        matrix = permissions()
        assert {act for act in matrix.acts if matrix.needs_two(act)} == TWO_KEYS
        for act in TWO_KEYS:
            assert matrix.holders(act, "first")
            assert matrix.holders(act, "second")

    @pytest.mark.parametrize(
        ("act", "first", "second"),
        [
            ("confirm", {"investigator", "lead"}, {"reviewer", "lead"}),
            ("merge", {"investigator", "lead"}, {"reviewer", "lead"}),
            ("publish", {"lead"}, {"publisher", "lead"}),
            ("erase", {"lead"}, {"auditor", "lead"}),
        ],
    )
    def test_who_asks_and_who_answers(self, act: str, first: set[str], second: set[str]) -> None:
        """A lead may be either, and never both of one act."""
        assert set(permissions().holders(act, "first")) == first
        assert set(permissions().holders(act, "second")) == second

    def test_the_administrator_never_reads(self) -> None:
        """Who keeps accounts and backups sees no content."""
        for act in ("read", "read_protected", "claim", "publish", "erase"):
            assert not permissions().grades(("admin",), act)

    def test_unknown_acts_and_roles_give_nothing(self) -> None:
        """Nothing is allowed by being forgotten."""
        assert not permissions().may(("lead",), "fly")
        assert not permissions().may(("emperor",), "publish", "first")

    def test_a_right_with_a_condition_is_no_plain_right(self) -> None:
        """An investigator reads protected testimony only where it is the own one."""
        assert not permissions().may(("investigator",), "read_protected")
        assert permissions().may(("protected",), "read_protected")
