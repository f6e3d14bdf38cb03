"""Code names in chats: no sender's name is left, and nothing else changes."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tawthiq.base.script import fold
from tawthiq.preserve.chats.covering import Covered, cover, covered_name
from tawthiq.preserve.chats.people import Codes, is_nobody, key_of, number_of
from tawthiq.record.identity import CODE_OF_SENDER
from tawthiq.record.item import FileName, Part, TextView

CODES = Codes(b"k" * 32)
HEADS = (
    "14/05/2031, 05:06 - {}: {}",
    "5/14/31, 5:06\u202fPM - {}: {}",
    "2031-05-14, 5:46 p.m. - {}: {}",
    "14.05.31 à 18:00 - {}: {}",
    "14.5.2031 klo 21.25.15 - {}: {}",
    "14.05.31, 05:06 – {}: {}",
    "[14/05/2031, 3:34:09 PM] {}: {}",
    "\u200e[2031/05/14, 21:25:15] {}: {}",
    "[5:06 AM, 5/14/2031] {}: {}",
    "[2031-05-14 05:06] {}: {}",
    "\u200f١٤\u200f/٥\u200f/٢٠٣١، ٥:٠٦ م - {}: {}",
    "۱۴۱۰/۲/۲۴، ۱۷:۰۶ - {}: {}",
    "2031/5/14 下午5:46 - {}: {}",
    "{}, [14.05.2031 05:06]\n{}",
    "17:06\t{}\t{}",
)


def covered(text: str, codes: Codes = CODES) -> Covered:
    """Return a text with code names, as a plain text is read."""
    found = cover(TextView("", "plain"), text, codes)
    assert found is not None
    return found


def code(name: str) -> str:
    """Return the code name of somebody known by name or number."""
    return CODES.of(key_of(name))


class TestEveryFormOfExportIsKnown:
    """Dates in any order, digits of any script, marks around them: the sender is found."""

    @pytest.mark.parametrize("head", HEADS)
    @pytest.mark.parametrize(
        "name", ["Zorelle Quand", "زغطور قشمول", "+963 944 123 456", "M", "🌹"]
    )
    def test_each_head(self, head: str, name: str) -> None:
        """Three lines in each form, by a name, an Arabic name, a number, a letter, a sign."""
        lines = [head.format(name, f"line {n} of it") for n in range(3)]
        text = covered("\n".join(lines)).text
        expected = [head.format(code(name), f"line {n} of it") for n in range(3)]
        assert text == "\n".join(expected)

    def test_messages_with_labels(self) -> None:
        """Exports with a line for each fact of a message, as Signal's are written out."""
        text = (
            "Conversation: Quel Ibrosk (+12025550123)\n\nFrom: Quel Ibrosk (+12025550123)\n"
            "Type: incoming\nSent: Fri, 14 May 2031 05:06:07 +0000\n\nThe road is closed.\n"
        )
        made = covered(text)
        assert "Quel" not in made.text
        assert "2025550123" not in made.text
        assert "The road is closed." in made.text

    def test_a_card(self) -> None:
        """A contact card that was shared loses name and numbers, and keeps its shape."""
        card = "BEGIN:VCARD\nVERSION:3.0\nN:Undarel;Vash;;;\nFN:Vash Undarel\nTEL;CELL:+963 944 1\nEND:VCARD\n"
        text = covered(card).text
        assert "Vash" not in text
        assert "944" not in text
        assert text.count("\n") == card.count("\n")

    def test_other_texts_are_no_chats(self) -> None:
        """Prose, a list of times and an empty text stay as they are."""
        for text in (
            "",
            "At 05:06 the mill burned. Ali: nobody.",
            "05:06 - the mill\n05:07 - a car",
        ):
            assert cover(TextView("", "plain"), text, CODES) is None


class TestMentionsAreFound:
    """Others write names and numbers in their own way."""

    CHAT = (
        "14/05/2031, 05:06 - Zorelle Quand: {}\n"
        "14/05/2031, 05:07 - +963 944 123 456: ok\n"
        "14/05/2031, 05:08 - علي حسن: ok\n"
        "14/05/2031, 05:09 - Hope: ok\n"
        "14/05/2031, 05:10 - Ali 🌹: ok"
    )

    def said(self, message: str) -> str:
        """Return what stands in the view for a message."""
        first = covered(self.CHAT.format(message)).text.split(f"{code('Zorelle Quand')}: ", 1)[1]
        return first.split("\n14/05", 1)[0]

    @pytest.mark.parametrize(
        ("message", "name"),
        [
            ("zorelle  quand", "Zorelle Quand"),
            ("ZORELLE\u200f QUAND", "Zorelle Quand"),
            ("@zorelle_quand", "Zorelle Quand"),
            ("@ZorelleQuand", "Zorelle Quand"),
            ("@Zorelle", "Zorelle Quand"),
            ("@\u2068Zorelle Quand\u2069", "Zorelle Quand"),
            ("عَلِي  حَسَن", "علي حسن"),
            ("Hope", "Hope"),
            ("ali", "Ali 🌹"),
            ("00963944123456", "+963 944 123 456"),
            ("0944-123-456", "+963 944 123 456"),
            ("(0944) 123 456", "+963 944 123 456"),
            ("+٩٦٣ ٩٤٤ ١٢٣ ٤٥٦", "+963 944 123 456"),
            ("@963944123456", "+963 944 123 456"),
        ],
    )
    def test_in_any_spelling(self, message: str, name: str) -> None:
        """Case, spaces, diacritics, marks, national numbers and other digits hide nobody."""
        assert code(name) in self.said(f"so {message}, come")
        assert self.said(f"so {message}, come").endswith(", come")

    def test_behind_a_particle(self) -> None:
        """An Arabic particle that is written with a name stays, the name goes."""
        assert self.said("وعلي حسن") == "و" + code("علي حسن")

    def test_two_numbers_side_by_side(self) -> None:
        """Two numbers with nothing but a space between them are two."""
        said = self.said("0944123456 0955999888")
        assert said == f"{code('+963944123456')} 0955999888"

    def test_numbers_of_who_did_not_write(self) -> None:
        """An international number in a message belongs to somebody: it goes too."""
        assert "955" not in self.said("call +963 955 999 888")

    def test_words_stay_words(self) -> None:
        """Lower case of a word that is a name, longer words and figures stay as they are."""
        for text in ("I hope so", "Hopeful", "Alison", "the aliens", "123 456 people", "علية حسنة"):
            assert self.said(text) == text

    def test_lines_of_the_program(self) -> None:
        """Who added whom, who left, who changed a number: none of the names is left."""
        lines = [
            "14/05/2031, 04:58 - Vash Undarel added Nixa Prav, Kezz and +963 955 999 888",
            '14/05/2031, 04:59 - Vash Undarel changed the subject from "A: b" to "C: d"',
            "14/05/2031, 05:00 - Nixa Prav changed their phone number to a new number. Tap to message.",
            "14/05/2031, 05:01 - قام Kezz بإضافة Ould Threk",
            "14/05/2031, 05:02 - Jumo left",
            "14/05/2031, 05:03 - Jumo: I was out",
        ]
        text = covered("\n".join(lines)).text
        for name in ("Vash", "Nixa", "Kezz", "Ould", "Jumo", "955"):
            assert name not in text
        assert 'changed the subject from "A: b" to "C: d"' in text
        assert text.count("\n") == 5

    def test_a_name_with_a_colon(self) -> None:
        """A name that holds a colon is known by all of its lines having it."""
        text = "\n".join(f"14/05/2031, 05:0{n} - Zor: mill: text {n}" for n in range(4))
        assert covered(text).text.count(code("Zor: mill")) == 4
        assert "mill" not in covered(text).text


LETTERS = st.sampled_from("abcdAMZéßعليحسنهة🌹🇸🇾 .-'_~()[]\u200f\u202b\u2068\u00a03٧")
NAMES = (
    st.text(LETTERS, min_size=1, max_size=20)
    .map(lambda text: text.strip(" \u00a0\u200f\u202b\u2068"))
    .filter(lambda text: text and not is_nobody(text) and number_of(text) is None)
)
WORDS = st.text(st.sampled_from("abcdefg xyz\nملح هذا 12"), max_size=40)
PIECES = st.lists(st.one_of(WORDS, st.integers(0, 5)), max_size=8)


def words(text: str) -> list[str]:
    """Return the words of a text as keys."""
    return re.findall(r"[^\W_]+", fold(text))


class TestLaws:
    """What holds for every chat."""

    @settings(max_examples=300)
    @given(st.lists(NAMES, min_size=1, max_size=5), st.lists(PIECES, min_size=3, max_size=8))
    def test_no_name_is_left(self, names: list[str], messages: list[list[str | int]]) -> None:
        """No name stands whole in what is said, lines stay lines, stamps stay stamps."""
        lines = []
        for number, pieces in enumerate(messages):
            said = " ".join(p if isinstance(p, str) else names[p % len(names)] for p in pieces)
            lines.append(f"14/05/2031, 05:06 - {names[number % len(names)]}: {said}")
        text = "\n".join(lines)
        made = covered(text)
        assert made.text.count("\n") == text.count("\n")
        assert made.text.count("14/05/2031, 05:06 - ") == len(messages)
        bare = CODE_OF_SENDER.sub(" \0 ", made.text.replace("14/05/2031, 05:06 - ", "\n"))
        left = [" ".join(words(line)) for line in bare.split("\n")]
        for number, name in enumerate(names):
            if number < len(messages) and any(c.isalpha() for c in fold(name)):
                key = " ".join(words(name))
                exact = re.compile(rf"(?<![^\W_]){re.escape(name)}(?![^\W_])")
                assert not exact.search(bare)
                if len(words(name)) > 1:
                    assert all(f" {key} " not in f" {line} " for line in left)

    @settings(max_examples=200)
    @given(st.text(max_size=300))
    def test_any_text(self, text: str) -> None:
        """Whatever comes, a text is a chat or is none; nothing breaks."""
        made = cover(TextView("", "plain"), text, CODES)
        assert made is None or len(made.view.parts) == 0

    def test_parts_move_with_the_text(self) -> None:
        """What a part held it still holds, with code names."""
        text = "14/05/2031, 05:06 - Zor: one\n\n14/05/2031, 05:07 - Quel Ib: two of Zor\n"
        second = text.index("14/05/2031, 05:07")
        parts = (Part(0, 28, "paragraph 1"), Part(second, len(text) - 1, "paragraph 2"))
        made = cover(TextView("", "plain", parts=parts), text, CODES)
        assert made is not None
        first, last = made.view.parts
        assert made.text[first.start : first.end] == f"14/05/2031, 05:06 - {code('Zor')}: one"
        assert made.text[last.start : last.end].endswith(f"two of {code('Zor')}")

    def test_one_code_in_all_exports(self) -> None:
        """The same sender has one code name in a case, and another in another case."""
        one, two = (
            covered(f"14/05/2031, 05:06 - {name}: hello\n").text
            for name in ("Zorelle Quand", "~\u202fzorelle  quand")
        )
        assert one == two
        other = covered("14/05/2031, 05:06 - Zorelle Quand: hello\n", Codes(b"o" * 32))
        assert other.text != one


class TestHostile:
    """What is made to break it takes no longer than other texts."""

    @pytest.mark.parametrize(
        "text",
        [
            "[" * 200_000,
            "BEGIN:VCARD\n" * 50_000,
            "From: " + " " * 200_000 + "x",
            "14/05/2031, 05:06 - " + "a: " * 100_000,
            "14/05/2031, 05:06 - A: " + "+1" + " (" * 100_000,
            "14/05/2031, 05:06 - A: " + "@\u2068" * 100_000,
            "14/05/2031, 05:06 - " + "Zor added " * 40_000,
            "14/05/2031, 05:06 - A: " + "1 " * 200_000,
            "14/05/2031, 05:06 - " + "\u200f" * 200_000,
            "14/05/2031, 05:06 - A B: " + "A " * 100_000,
        ],
    )
    def test_long_and_repeated(self, text: str) -> None:
        """It ends."""
        made = cover(TextView("", "plain"), text, CODES)
        assert made is None or made.text.count("\n") == text.count("\n")


class TestFileNames:
    """Exports are named after people."""

    def test_of_a_chat_of_two(self) -> None:
        """Whom a chat is with is no longer in its name."""
        chat = covered("14/05/2031, 05:06 - Zor Quand: hello\n14/05/2031, 05:07 - Me: hi\n")
        name = covered_name(FileName("WhatsApp Chat with Zor Quand.txt"), chat, CODES)
        assert name.text == f"WhatsApp Chat with {code('Zor Quand')}.txt"
        silent = covered_name(FileName("WhatsApp Chat with Nixa.txt"), chat, CODES)
        assert silent.text == f"WhatsApp Chat with {code('Nixa')}.txt"
        packed = covered_name(FileName("WhatsApp Chat - Nixa.zip"), None, CODES)
        assert packed.text == f"WhatsApp Chat - {code('Nixa')}.zip"

    def test_of_a_group(self) -> None:
        """A group's own title stays."""
        lines = [f"14/05/2031, 05:06 - Driver {n}: hello" for n in range(5)]
        name = FileName("WhatsApp Chat with Valley road.txt")
        assert covered_name(name, covered("\n".join(lines)), CODES) == name
