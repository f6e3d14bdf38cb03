"""Arabic grammar: whom a verb struck and who did it, by order, agreement and coordination."""

import pytest

from tawthiq.count.killed import killed_in
from tawthiq.read.reader import read_claims
from tawthiq.record.claim import Claim

DEAD = frozenset({"killing", "execution", "bodies_found"})


def read(text: str) -> tuple[Claim, ...]:
    """Return the claims of a text of 20 May 2031."""
    return read_claims(text, item="note", dated="2031-05-20", country=None)


def dead(text: str) -> tuple[int, int]:
    """Return least and greatest number of the new dead; -1 is open."""
    least, most = killed_in(read(text))
    return least, -1 if most is None else most


def doer(text: str) -> str | None:
    """Return who the first claim of dead names as having done it."""
    for claim in read(text):
        if claim.event in DEAD and claim.perpetrator:
            return claim.perpetrator[0].name
    return None


class TestWhomAVerbStruck:
    """The struck stand behind the verb, over any setting, or open the clause."""

    @pytest.mark.parametrize(
        ("text", "numbers"),
        [
            ("هاجم مسلحون سوق تل وردة وقتل في الهجوم 30 شخصاً.", (30, 30)),
            ("واستشهد، خلال الـ 24 ساعة الماضية، 11 مواطناً.", (11, 11)),
            ("ذكرت الوزارة أن فتى يدعى سالم الدلبي (17 عاماً) قتل برصاص قوات الردع.", (1, 1)),
            ("قالت المصادر إن ثمانية من رجال الشرطة المحلية على الأقل قتلوا أمس.", (8, -1)),
            ("أسفر القصف عن مقتل (13) وإصابة (33) آخرين.", (13, 13)),
            ("عثر أهالي بلدة تل وردة، اليوم السبت، على جثة شاب مقتولاً.", (1, 1)),
            ("مقتل آمر الفوج الأول التابع للواء الخامس وخمسة جنود.", (6, 6)),
            ("مقتل عنصري أمن وإصابة ثالث بانفجار عبوة ناسفة.", (2, 2)),
            ("قضت وحدة من الجيش في كمين محكم على 12 إرهابياً.", (12, 12)),
            ("وفقد شخصان حياتهما وأصيب سبعة آخرون.", (2, 2)),
            ("فقدت عائلة النجم أبناءها الثلاثة في الغارة.", (3, 3)),
            ("أعلن المسؤول أن مسلحين قتلوا بالسواطير عشرة أشخاص في تل وردة.", (10, 10)),
            ("أطلقوا النار على الأخوين فقتلا على الفور.", (2, 2)),
            ("نفذت فصائل إعدامات ميدانية بحق خمسة أسرى.", (5, 5)),
            ("اعترض مسلحون معلماً في تل وردة وقتلوه.", (1, 1)),
            ("قتل شاب والدته وشقيقته ثم انتحر.", (3, 3)),
        ],
    )
    def test_number(self, text: str, numbers: tuple[int, int]) -> None:
        """One sentence for each order of words."""
        assert dead(text) == numbers


class TestNobodyNew:
    """Funerals, known martyrs, tolls of a war, unions without a number count no new dead."""

    @pytest.mark.parametrize(
        "text",
        [
            "شيّعت جماهير غفيرة، أمس، جثامين تسعة شهداء إلى مقبرة تل وردة.",
            "استهدفت غارة منزل الشهيد سليم الوردي دون تسجيل إصابات.",
            "أحيا الأهالي ذكرى المجزرة التي راح ضحيتها 120 شخصاً.",
            "بلغت الحصيلة الإجمالية لعدد الشهداء منذ بدء العدوان 3558 شهيداً.",
            "أوقعت الكتائب قوة من الجنود بين قتيل وجريح.",
            "هدد المسلحون بقتله إن لم يدفع.",
        ],
    )
    def test_least_is_zero(self, text: str) -> None:
        """Nobody must have died anew."""
        assert dead(text)[0] == 0


class TestTwoPlaces:
    """A list over two places is one sum with a part for each place."""

    def test_sum_and_parts(self) -> None:
        """The parts keep their own places; the sum has both."""
        text = "قتل تسعة مدنيين في قرية تل وردة وأربعة مدنيين في قرية عين غصن."
        found = [(c.count[0].min, c.count[0].binds, [p.name for p in c.place]) for c in read(text)]
        assert found == [
            (13, "stated", ["تل وردة", "عين غصن"]),
            (9, "part", ["تل وردة"]),
            (4, "part", ["عين غصن"]),
        ]
        assert dead(text) == (13, 13)

    def test_name_of_two_words(self) -> None:
        """Behind a feature word two unknown words before a comma are one name."""
        (claim,) = read("مقتل شاب في بلدة قلب علما، اليوم.")
        assert [place.name for place in claim.place] == ["قلب علما"]


class TestUnion:
    """Killed and wounded together are a unit of their own."""

    @pytest.mark.parametrize(
        "text",
        [
            "سقوط 20 شخصاً بين قتيل وجريح في تل وردة.",
            "إيقاع قوة قوامها 15 جندياً في كمين بين قتيل وجريح.",
            "مقتل وإصابة سبعة مدنيين في تل وردة.",
        ],
    )
    def test_unit(self, text: str) -> None:
        """No count says how many of them died."""
        units = {count.unit for claim in read(text) for count in claim.count[:1]}
        assert "persons_killed_or_injured" in units
        assert "persons_killed" not in units


class TestWhoDidIt:
    """The doer stands behind a light verb, a result, a weapon, or says it of itself."""

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("أقدم مسلحون مجهولون، أمس، على قتل مزارع في تل وردة.", "مسلحون مجهولون"),
            ("قام عناصر حاجز الوادي بإعدام أربعة شبان.", "عناصر"),
            ("تمكن مقاتلو لواء النيزك من قتل ستة من جنود العدو.", "مقاتلو لواء النيزك"),
            ("أعلن الجيش، الخميس، أنه قتل 50 مسلحاً.", "الجيش"),
            ("استهدف طيران التحالف سيارة، فقتل أربعة أشخاص.", "طيران التحالف"),
            ("ارتكب طيران النظام مجزرة راح ضحيتها تسعة أشخاص.", "طيران النظام"),
            ("ألقى الطيران المروحي براميل متفجرة ما أدى إلى مقتل مدني.", "الطيران المروحي"),
            ("قتلت ميليشيا حرس الوادي، فجر الجمعة، أربعة مزارعين.", "ميليشيا حرس الوادي"),
            ("مقتل شاب في هجمات شنها تنظيم نيزك على تل وردة.", "تنظيم نيزك"),
            ("قُتل رجل بإطلاق نار من قبل مسلحين مجهولين في تل وردة.", "مسلحين مجهولين"),
            ("قتل ثلاثة باستهداف من قبل دبابة لجيش الاحتلال.", "جيش الاحتلال"),
        ],
    )
    def test_name(self, text: str, name: str) -> None:
        """The whole name, and nobody else."""
        assert doer(text) == name


class TestTimesThatReachBack:
    """Weeks, months and years are told from the document's day, never sharper than the words."""

    @pytest.mark.parametrize(
        ("text", "window"),
        [
            ("قُتل رجل قبل ثلاثة أيام في تل وردة.", ("2031-05-17", "2031-05-17", "day")),
            ("قتل مزارع قبل أسبوعين في تل وردة.", ("2031-05-03", "2031-05-09", "week")),
            ("قتل طفل الأسبوع الفائت في تل وردة.", ("2031-05-07", "2031-05-19", "week")),
            ("قتل ثلاثة الشهر الماضي في تل وردة.", ("2031-04-01", "2031-04-30", "month")),
            ("قتل رجل مطلع الشهر الجاري.", ("2031-05-01", "2031-05-20", "month")),
            ("قتل رجل العام الماضي.", ("2030-01-01", "2030-12-31", "year")),
        ],
    )
    def test_window(self, text: str, window: tuple[str, str, str]) -> None:
        """First day, last day, precision."""
        (claim,) = read(text)
        assert [(w.from_, w.to, w.precision) for w in claim.time] == [window]

    @pytest.mark.parametrize(
        "text",
        [
            "توفي رجل متأثراً بجراحه التي أصيب بها قبل أسبوع.",
            "قتل 12 شخصاً قبل أيام.",
            "قتل شاب قبل أن يصل الإسعاف.",
        ],
    )
    def test_nothing_is_guessed(self, text: str) -> None:
        """A time of something else, days without a number and "before" as such give none."""
        assert not any(claim.time for claim in read(text) if claim.event == "killing")

    def test_no_date_of_the_document(self) -> None:
        """Without the document's day nothing is reckoned."""
        text = "قتل مزارع قبل أسبوعين في تل وردة."
        (claim,) = read_claims(text, item="note", dated=None, country=None)
        assert claim.time == ()
