"""The key file is made once, for its owner alone, and refused when it is anything else."""

import os
import re
import stat
from pathlib import Path

import pytest

from storage.errors import KeyFileRefused
from storage.keyfile import read_key_file, write_key_file


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cheong.key"


def test_a_made_key_file_reads_back_the_same(path: Path) -> None:
    write_key_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert re.fullmatch(r"cheong-key-1:[A-Za-z0-9+/]{43}=\n", path.read_text())
    assert read_key_file(path).token_key == read_key_file(path).token_key


def test_two_key_files_differ(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.key"
    write_key_file(path)
    write_key_file(other)
    assert read_key_file(path).token_key != read_key_file(other).token_key


def test_it_is_never_overwritten(path: Path) -> None:
    write_key_file(path)
    before = path.read_bytes()
    with pytest.raises(KeyFileRefused, match=f"{path} exists already"):
        write_key_file(path)
    assert path.read_bytes() == before


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyFileRefused, match="no-folder"):
        write_key_file(tmp_path / "no-folder" / "cheong.key")


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o610, 0o601])
def test_one_that_others_can_read_is_refused_with_the_mend(path: Path, mode: int) -> None:
    write_key_file(path)
    path.chmod(mode)
    with pytest.raises(KeyFileRefused, match=f"chmod 600 {path}"):
        read_key_file(path)


def test_a_missing_one_is_refused_with_the_mend(path: Path) -> None:
    with pytest.raises(KeyFileRefused, match=f"{path} does not exist. Bring back"):
        read_key_file(path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "cheong-key-1:",
        "cheong-key-2:" + "A" * 43 + "=\n",
        "cheong-key-1:" + "A" * 42 + "==\n",
        "cheong-key-1:" + "A" * 40 + "\n",
        "cheong-key-1:" + "A" * 43 + "=\nmore\n",
        "cheong-key-1: " + "A" * 43 + "=\n",
        "건너기\n",
        "x" * 10_000,
    ],
)
def test_a_malformed_one_is_refused_and_not_shown(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(KeyFileRefused, match=re.escape(str(path))) as refused:
        read_key_file(path)
    assert "A" * 20 not in str(refused.value)
