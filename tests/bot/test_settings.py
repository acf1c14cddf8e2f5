"""Settings: the environment over the file; what is wrong is named with its mend; secrets never printed."""

from pathlib import Path

import pytest

from bot import app
from bot.settings import Settings, SettingsError, load_settings
from tests.journeys.stage import stage


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(text: str) -> None:
    Path("config.toml").write_text(text, "utf-8")


def test_the_environment_stands_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    write("[http]\nport = 1111\nhost = '127.0.0.2'\n")
    monkeypatch.setenv("CHEONG_HTTP__PORT", "2222")

    settings = load_settings()

    assert (settings.http.port, settings.http.host) == (2222, "127.0.0.2")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[http]\nport = 'x'\n", "config.toml: http.port"),
        ("[http]\nprot = 1\n", "config.toml: http.prot: there is no such setting"),
        ("[htp]\nport = 1\n", "config.toml: htp: there is no such setting"),
        ("[http\n", "config.toml: it is no TOML"),
    ],
)
def test_a_wrong_file_is_told_with_file_key_and_mend(text: str, told: str) -> None:
    write(text)

    with pytest.raises(SettingsError) as refused:
        load_settings()

    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("CHEONG_HTTP__PORT", "70000", "CHEONG_HTTP__PORT: "),
        ("CHEONG_HTTP__PUBLIC_URL", "example.org", "CHEONG_HTTP__PUBLIC_URL: "),
        ("CHEONG_HTTP__PROT", "1", "CHEONG_HTTP__PROT: there is no such setting"),
        ("CHEONG_HTPT__PORT", "1", "CHEONG_HTPT__PORT: there is no such setting"),
        ("CHEONG_CONFIG", "nowhere.toml", "nowhere.toml: the file is missing"),
    ],
)
def test_a_wrong_variable_is_named(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, told: str
) -> None:
    monkeypatch.setenv(variable, value)

    with pytest.raises(SettingsError) as refused:
        load_settings()

    assert told in str(refused.value)


def test_a_password_is_never_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHEONG_DATABASE__URL", "postgresql://u:hunter2@127.0.0.1/x")

    assert "hunter2" not in f"{load_settings()!r} {load_settings()}"


def test_a_wrong_value_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHEONG_HTTP__PORT", "secret-token")

    with pytest.raises(SettingsError) as refused:
        load_settings()

    assert "secret-token" not in str(refused.value)


def test_what_holds_a_key_does_not_tell_it(tmp_path: Path) -> None:
    """In a traceback, or wherever else a value is written out."""
    with stage(f"sqlite:///{tmp_path / 'cheong.db'}", tmp_path) as played:
        memory = played.memory
        kit = app.kit(Settings(), played.knowledge, memory)
        told = repr((memory, kit, memory.tokens, memory.database.keyring, played.service))
    secrets = (memory.secret, memory.tokens.key.hex(), repr(memory.tokens.key)[2:-1])
    assert not any(each in told for each in secrets)
