"""user and confirm at the command line, on two devices with their own folders."""

import json
from pathlib import Path

import pytest

from tawthiq.cli.main import main

TEXT = "At least 12 people were killed in Tal Qamarin on 14 May 2031, the Sahl Monitor said.\n"
Result = tuple[int, list[dict[str, object]], str]


class Device:
    """One device: verbs run with its own folder, and speak JSON."""

    def __init__(
        self, home: Path, case: Path, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch
    ) -> None:
        self.home, self.case, self._capsys, self._patch = home, case, capsys, patch

    def __call__(self, *arguments: str | Path, json_lines: bool = True) -> Result:
        """Run one verb on the device's case."""
        self._patch.setenv("TAWTHIQ_HOME", str(self.home))
        self._capsys.readouterr()
        given = [str(a) for a in arguments] + ["--case", str(self.case)]
        with pytest.raises(SystemExit) as stop:
            main([*given, "--json"] if json_lines else given)
        captured = self._capsys.readouterr()
        lines = captured.out.splitlines() if json_lines else []
        text = captured.err if json_lines else captured.out + captured.err
        status = stop.value.code
        return status if isinstance(status, int) else 0, [json.loads(one) for one in lines], text


@pytest.fixture
def amina(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Device:
    """Return the device of the case's founder, with one accepted claim."""
    device = Device(tmp_path / "home-a", tmp_path / "a", capsys, monkeypatch)
    (tmp_path / "note.txt").write_text(TEXT, "utf-8")
    assert device("init", tmp_path / "a", "--unlocked")[0] == 0
    device("preserve", tmp_path / "note.txt")
    (claim,) = device("read")[1]
    device("accept", str(claim["id"]))
    assert device("user", "add", "Amina")[1][0]["roles"] == ["lead"]
    return device


@pytest.fixture
def basil(
    amina: Device, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Device:  # fmt: skip
    """Return the device of a colleague who has not the case; his key was vouched for."""
    device = Device(tmp_path / "home-b", tmp_path / "nowhere", capsys, monkeypatch)
    (own,) = device("user", "key")[1]
    assert device("user", "key")[1] == [own]
    (person,) = amina("user", "add", "Basil", "--key", str(own["key"]), "--role", "publisher")[1]
    assert person["fingerprint"] == own["fingerprint"]
    return device


class TestWalk:
    """A dossier is asked for, answered over a stick, and published."""

    def test_over_a_stick(self, amina: Device, basil: Device, tmp_path: Path) -> None:
        """Statuses, reasons and words of each step."""
        out, question, answer = (tmp_path / name for name in ("public", "q.json", "a.json"))
        status, (fault,), said = amina("publish", out, "--audience", "public")
        assert status == 4
        assert fault["error"] == "team.second"
        assert not out.exists()
        (waiting,) = amina("confirm")[1]
        key = str(waiting["id"])
        assert f"tawthiq confirm {key[:8]}" in said
        assert amina("confirm", key[:8])[0] == 4
        assert amina("confirm", key[:8], "--to-file", question)[0] == 0
        assert amina("confirm", key[:8], "--to-file", question)[0] == 2
        status, (row,), _ = basil("confirm", "--answer", question)
        assert status == 0
        assert row["of"] == key
        assert not answer.exists()
        status, _, said = basil("confirm", "--answer", question, json_lines=False)
        assert "Amina asks to publish" in said
        assert TEXT.strip() in said
        assert basil("confirm", "--answer", question, "-o", answer, "--why", "seen")[0] == 0
        assert amina("publish", out, "--audience", "public")[0] == 4
        (taken,) = amina("confirm", "--take", answer)[1]
        assert taken["state"] == "confirmed"
        assert amina("confirm", "--take", answer)[0] == 4
        assert amina("confirm")[1] == []
        assert amina("publish", out, "--audience", "public")[0] == 0
        assert amina("check")[0] == 0

    def test_a_no_by_file(self, amina: Device, basil: Device, tmp_path: Path) -> None:
        """It comes back with its reason."""
        amina("publish", tmp_path / "public", "--audience", "public")
        (waiting,) = amina("confirm")[1]
        amina("confirm", str(waiting["id"])[:8], "--to-file", tmp_path / "q")
        basil(
            "confirm", "--answer", tmp_path / "q", "-o", tmp_path / "ans", "--no", "--why", "wait"
        )
        assert amina("confirm", "--take", tmp_path / "ans")[1][0]["state"] == "refused"
        status, (fault,), _ = amina("publish", tmp_path / "public", "--audience", "public")
        assert status == 4
        assert fault["reasons"] == ["Basil said no: wait"]

    def test_two_on_one_device(
        self, amina: Device, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """--as, or TAWTHIQ_AS, chooses who acts, for one verb; an own passphrase is asked for."""
        secret = tmp_path / "secret"
        secret.write_text("nine grey olives\n", "utf-8")
        amina("user", "add", "Carla", "--role", "publisher", "--own-passphrase-file", secret)
        amina("publish", tmp_path / "public", "--audience", "public")
        key = str(amina("confirm")[1][0]["id"])[:8]
        assert amina("confirm", key, "--as", "Carla")[0] == 2
        (tmp_path / "wrong").write_text("ten grey olives\n", "utf-8")
        wrong = amina("confirm", key, "--as", "Carla", "--own-passphrase-file", tmp_path / "wrong")
        assert wrong[0] == 2
        monkeypatch.setenv("TAWTHIQ_AS", "Carla")
        status, _, said = amina("confirm", key, "--own-passphrase-file", secret, json_lines=False)
        assert status == 0
        assert "both keys signed on one device" in said
        monkeypatch.delenv("TAWTHIQ_AS")
        assert amina("publish", tmp_path / "public", "--audience", "public")[0] == 0

    def test_roles_and_leaving(self, amina: Device, basil: Device) -> None:
        """A lead gives other roles, and takes people out; people are listed with fingerprints."""
        assert basil("user", "key")[0] == 0
        (row,) = amina("user", "roles", "Basil", "--role", "auditor", "--role", "reviewer")[1]
        assert row["roles"] == ["reviewer", "auditor"]
        (row,) = amina("user", "remove", "Basil")[1]
        assert row["is_in"] is False
        names = {str(row["name"]) for row in amina("user")[1]}
        assert names == {"Amina", "Basil"}
        text = amina("user", json_lines=False)[2]
        assert "was taken out" in text
        assert "acts on this device" in text


class TestBadInput:
    """One sentence, and status 2, for what cannot be meant."""

    @pytest.mark.parametrize(
        "arguments",
        [
            ("user", "add"), ("user", "add", "Dunya", "--key", "zz"), ("user", "roles", "Nobody"),
            ("user", "use", "Nobody"), ("user", "add", "Dunya", "--role", "emperor"),
            ("confirm", "ffffffff"), ("confirm", "--take", "nothing.json"),
            ("confirm", "--answer", "nothing.json"), ("items", "--as", "Nobody"),
            ("confirm", "ff", "--to-file", "q.json"), ("user", "fly"),
            ("user", "add", "D", "--own-passphrase-file", "nothing.txt"),
        ],
    )  # fmt: skip
    def test_said_in_a_sentence(self, amina: Device, arguments: tuple[str, ...]) -> None:
        """Never a traceback."""
        status, _, said = amina(*arguments)
        assert status == 2
        assert said.startswith(("tawthiq: ", "Usage", "tawthiq"))
        assert "Traceback" not in said

    def test_a_folder_is_no_answer(self, amina: Device, tmp_path: Path) -> None:
        """Nor is a file of something else."""
        assert amina("confirm", "--take", tmp_path)[0] == 2
        assert amina("confirm", "--take", tmp_path / "note.txt")[0] == 2

    def test_without_a_key(self, amina: Device, tmp_path: Path) -> None:
        """A device without any key says how to make one."""
        amina("user", "add", "Carla", "--role", "publisher")
        amina("publish", tmp_path / "public", "--audience", "public")
        key = str(amina("confirm")[1][0]["id"])[:8]
        amina("confirm", key, "--to-file", tmp_path / "q")
        amina.home = tmp_path / "home-new"
        status, (fault,), _ = amina("confirm", "--answer", tmp_path / "q", "-o", tmp_path / "a")
        assert status == 2
        assert "tawthiq user key" in str(fault["message"])


class TestNames:
    """A person's name is one line that fits on a screen."""

    @pytest.mark.parametrize("name", ["A\nB", "A\x1b[31m", "a\u202eb", "A" * 101])
    def test_refused(
        self, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
    ) -> None:
        """Anything else is refused, and nobody is added."""
        root = str(tmp_path / "valley")
        for words, status in ((["init", root, "--unlocked"], 0), (["user", "add", name], 2)):
            with pytest.raises(SystemExit) as stop:
                main([*words, "--case", root])
            assert (stop.value.code or 0) == status
        assert "one line" in capsys.readouterr().err
