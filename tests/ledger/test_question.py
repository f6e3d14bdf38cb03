"""Questions and answers as files: whole and signed, or refused."""

import pytest

from tawthiq.base.errors import Error, UsageError
from tawthiq.ledger import question
from tawthiq.ledger.person_key import new_key, public_of
from tawthiq.ledger.question import Content, ask, read_question, read_reply, reply, write
from tawthiq.record.person import Confirmation, Proposal

ASKER, COLLEAGUE = new_key(), new_key()
PROPOSAL = Proposal("publish", "01" * 32, "publish it", (("Documented", "12"),), "public")
CONTENT = Content("0c" * 16, "e1" * 32, PROPOSAL, "Amina")
QUESTION = ask(CONTENT, ASKER)
REPLY = reply(QUESTION, Confirmation("", "yes", "seen"), "2031-05-14T00:00:00Z", COLLEAGUE)
SECRET = "seven slow rivers"


class TestFiles:
    """What is written is read again, by whoever has the passphrase."""

    def test_open(self) -> None:
        """Without a passphrase anybody reads it; the signatures say whose it is."""
        assert read_question(write(QUESTION, None)) == QUESTION
        assert QUESTION.asked_by == public_of(ASKER)
        found = read_reply(write(REPLY, None))
        assert found == REPLY
        assert found.said.answer is not None
        assert found.said.answer.key == public_of(COLLEAGUE)
        assert found.said.answer.asked == PROPOSAL.digest

    def test_sealed(self) -> None:
        """Under a passphrase nothing of it can be read."""
        data = write(QUESTION, SECRET)
        assert question.is_sealed(data)
        assert not question.is_sealed(write(QUESTION, None))
        for words in (b"Amina", b"publish", CONTENT.case.encode()):
            assert words not in data
        assert read_question(data, SECRET) == QUESTION
        assert read_reply(write(REPLY, SECRET), SECRET) == REPLY
        for wrong in (None, "seven slow river"):
            with pytest.raises(UsageError, match="passphrase"):
                read_question(data, wrong)


class TestDamage:
    """Every byte counts."""

    def test_every_byte_of_a_question(self) -> None:
        """A changed question is none."""
        data = write(QUESTION, None)
        for at in range(len(data)):
            for change in (1, 0x20, 0x80):
                with pytest.raises(Error):
                    read_question(data[:at] + bytes([data[at] ^ change]) + data[at + 1 :])

    def test_every_byte_of_an_answer(self) -> None:
        """A changed answer is none."""
        data = write(REPLY, None)
        for at in range(len(data)):
            for change in (1, 0x20, 0x80):
                with pytest.raises(Error):
                    read_reply(data[:at] + bytes([data[at] ^ change]) + data[at + 1 :])

    def test_bytes_of_a_sealed_file(self) -> None:
        """Where the salt stays, every byte is tried; the stretching is done once then."""
        data = write(REPLY, SECRET)
        start = data.index(b'"salt":"') + 8
        for at in [*range(start), *range(start + 32, len(data))]:
            if data[at : at + 1].isdigit() and at > start + 32:
                continue  # a digit of the parameters: another stretching each
            with pytest.raises(Error):
                read_reply(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :], SECRET)

    @pytest.mark.parametrize(
        "data",
        [b"", b"\n", b"null\n", b"[]\n", b"{}\n", b"{" * 10_000, b"\xff\xfe\n", b"x" * 2_000_000],
    )
    def test_other_files(self, data: bytes) -> None:
        """One sentence, whatever it is."""
        for read in (read_question, read_reply):
            with pytest.raises(UsageError, match="no question or answer"):
                read(data, SECRET)

    def test_a_question_is_no_answer(self) -> None:
        """Nor the other way round."""
        with pytest.raises(UsageError):
            read_reply(write(QUESTION, None))
        with pytest.raises(UsageError):
            read_question(write(REPLY, None))
