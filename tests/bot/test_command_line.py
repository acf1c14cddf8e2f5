"""The command line in processes of its own: every command, and what it says when something is wrong."""

import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures.running import ROOT, NotStarted, environment, running, start
from tests.fixtures.seat import Seat


def cheong(folder: Path, *words: str, typed: str = "", **env: str) -> tuple[int, str]:
    """Exit code, and everything said."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=folder,
        env=environment(env),
        input=typed,
        text=True,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_key_is_made_for_its_owner_alone_and_never_over_an_old_one(tmp_path: Path) -> None:
    code, _ = cheong(tmp_path, "key", "k")
    before = (tmp_path / "k").read_bytes()
    again, said = cheong(tmp_path, "key", "k")

    assert (code, again) == (0, 1)
    assert stat.S_IMODE((tmp_path / "k").stat().st_mode) == 0o600
    assert (tmp_path / "k").read_bytes() == before
    assert "Traceback" not in said


def test_the_first_local_start_makes_a_key_and_a_lost_key_is_never_replaced(tmp_path: Path) -> None:
    with running(tmp_path):
        pass
    key = tmp_path / "data" / "cheong.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    key.unlink()

    code, said = cheong(tmp_path, "run")

    assert code == 1
    assert "cheong.key does not exist" in said
    assert not key.exists()


@pytest.mark.parametrize(
    ("env", "told"),
    [
        ({"CHEONG_HTTP__PUBLIC_URL": "https://cheong.example.org"}, "CHEONG_HTTP__PUBLIC_URL is set"),
        ({"CHEONG_SOME__TOKEN": "123:abc"}, "CHEONG_SOME__TOKEN"),
    ],
)
def test_the_demo_refuses_to_stand_where_people_could_come(
    tmp_path: Path, env: dict[str, str], told: str
) -> None:
    code, said = cheong(tmp_path, "demo", "--port", "0", **env)

    assert code == 1
    assert told in said
    assert "123:abc" not in said


def test_a_second_process_is_refused_while_commands_work_beside_it(tmp_path: Path) -> None:
    with running(tmp_path):
        with pytest.raises(NotStarted, match="serves"):
            start(tmp_path)
        code, said = cheong(tmp_path, "invite", "officer", "--department", "jungnang.traffic")

    assert code == 0
    assert said.startswith("/start ")


def test_an_invitation_for_nobody_s_department_is_refused(tmp_path: Path) -> None:
    code, said = cheong(tmp_path, "invite", "officer", "--department", "jungnang.trafic")

    assert code == 1
    assert "jungnang.traffic" in said


def test_a_concern_is_erased_by_its_number(tmp_path: Path) -> None:
    with running(tmp_path) as service:
        member = Seat(service.url, "/seat/member/")
        member.say("/report 면목동 면목초 정문 횡단보도 신호가 짧아요")
        for label in ("동의하고 시작", "보내기"):
            member.press(label)
        number = re.search(r"[A-Z]+-\d{6}-\d{4}", member.look().text)
        assert number is not None
        assert cheong(tmp_path, "erase", "SP-000101-0001")[0] == 1
        assert cheong(tmp_path, "erase", number[0], typed="n\n")[0] == 1
        assert number[0] in member.say("/status").text
        assert cheong(tmp_path, "erase", number[0], "--author", "--yes")[0] == 0
        assert number[0] not in member.say("/status").text
        assert number[0] not in member.look().text


def test_a_directory_that_drops_what_concerns_stand_under_is_refused(tmp_path: Path) -> None:
    """Nobody would answer them any more, and nothing that names it could be shown."""
    with running(tmp_path, ("run",), CHEONG_HTTP__PORT="0") as service:
        member = Seat(service.url)
        member.say("/start g-momsholic")
        member.say("/report 면목동 면목초 정문 횡단보도 신호가 짧아요")
        for label in ("동의하고 시작", "보내기"):
            member.press(label)
    mine = shutil.copytree(ROOT / "routing" / "data", tmp_path / "mine")
    text = (mine / "seoul.toml").read_text("utf-8")
    (mine / "seoul.toml").write_text(text.replace("[group.momsholic]", "[group.another]"), "utf-8")

    for command in ("run", "check"):
        code, said = cheong(tmp_path, command, CHEONG_HTTP__PORT="0", CHEONG_DIRECTORY__FOLDER=str(mine))
        assert code == 1
        assert "seoul.toml: group.momsholic: concerns stand under it; bring it back." in said
        assert "Traceback" not in said


def test_check_says_what_is_wrong_each_with_its_mend(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    well, _ = cheong(tmp_path, "check", CHEONG_HTTP__PORT="0")
    code, said = cheong(
        tmp_path,
        "check",
        CHEONG_HTTP__HOST="0.0.0.0",
        CHEONG_HTTP__PORT="0",
        CHEONG_DIRECTORY__FOLDER=str(folder),
    )

    assert (well, code) == (0, 1)
    assert "seoul.toml" in said
    assert "CHEONG_HTTP__PUBLIC_URL" in said
    assert "cheong.key" in said
    assert "Traceback" not in said


def test_a_file_that_is_made_at_start_is_nothing_wrong_and_is_not_made_by_looking(tmp_path: Path) -> None:
    assert cheong(tmp_path, "key", "data/cheong.key")[0] == 0
    code, said = cheong(tmp_path, "check", CHEONG_HTTP__PORT="0")

    assert (code, said.strip()) == (0, "✓ Nothing is wrong.")
    assert not (tmp_path / "data" / "cheong.db").exists()

    (tmp_path / "data" / "cheong.db").touch()
    assert cheong(tmp_path, "check", CHEONG_HTTP__PORT="0")[0] == 0, "it migrates itself at start"
    (tmp_path / "data" / "cheong.db").write_text("no database at all" * 100)
    assert cheong(tmp_path, "check", CHEONG_HTTP__PORT="0")[0] == 1


def test_a_port_in_use_is_told_in_one_sentence(tmp_path: Path) -> None:
    with running(tmp_path) as service:
        other = tmp_path / "other"
        other.mkdir()
        code, said = cheong(other, "run", CHEONG_HTTP__PORT=service.url.rpartition(":")[2])

    assert code == 1
    assert "CHEONG_HTTP__PORT" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("command", "url"),
    [
        ("check", "postgresql://user:open/sesame@127.0.0.1/x"),
        ("roles", "postgresql://user:open@127.0.0.1:sesame/x"),
        ("check", "postgresql://user:open@127.0.0.1:1/x?sesame=open"),
        ("roles", "postgresql://user:open@[::1/x"),
    ],
)
def test_an_address_that_cannot_be_read_is_not_told(tmp_path: Path, command: str, url: str) -> None:
    """Where it cannot be read it may be the password that is in the way."""
    cheong(tmp_path, "key", "k")
    code, said = cheong(tmp_path, command, CHEONG_DATABASE__URL=url, CHEONG_SEALING__KEY_FILE="k")
    assert code == 1
    assert "CHEONG_DATABASE__URL" in said
    assert "Traceback" not in said
    assert "sesame" not in said
    assert "open" not in said.replace("cannot be opened", "")


def test_an_older_schema_is_refused_with_the_hint(tmp_path: Path, postgres_url: str) -> None:
    cheong(tmp_path, "key", "k")
    env = {"CHEONG_DATABASE__URL": postgres_url, "CHEONG_SEALING__KEY_FILE": "k", "CHEONG_HTTP__PORT": "0"}
    code, said = cheong(tmp_path, "run", **env)
    migrated, _ = cheong(tmp_path, "migrate", **env)
    well, _ = cheong(tmp_path, "check", **env)

    assert (code, migrated, well) == (1, 0, 0)
    assert "cheong migrate" in said


def test_preview_draws_every_form_on_every_messenger(tmp_path: Path) -> None:
    code, said = cheong(tmp_path, "preview")

    assert code == 0
    for messenger in ("terminal", "webchat"):
        for form in ("concern", "proposal", "reply", "rate", "withdraw"):
            assert f"===== {messenger} · {form} =====" in said
    assert "건너기 무서워요" in said


def test_a_concern_is_filed_from_a_terminal(tmp_path: Path) -> None:
    script = ["안녕하세요", "1", "1", "1", "면목동 면목초 정문", "1"]
    with running(tmp_path) as service:
        code, said = cheong(tmp_path, "chat", "--url", service.url, typed="\n".join(script) + "\n")
        _, later = cheong(tmp_path, "chat", "--url", service.url, typed="/status\n")

    assert code == 0
    assert "이렇게 보낼게요." in said
    assert "SP-" in later


def test_a_terminal_without_the_key_is_nobody(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    cheong(other, "key", "data/cheong.key")
    with running(tmp_path) as service:
        code, said = cheong(other, "chat", "--url", service.url, typed="안녕하세요\n")

    assert code == 1
    assert "same key file" in said


def test_help_lists_every_command(tmp_path: Path) -> None:
    _, said = cheong(tmp_path, "--help")

    for command in ("run", "demo", "chat", "migrate", "key", "check", "invite", "preview"):
        assert f"  {command}" in said
