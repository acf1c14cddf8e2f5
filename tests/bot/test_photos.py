"""Photos: decoded, scaled, drawn anew without metadata, sealed; what is no picture is told kindly."""

import asyncio
import io
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import update

from bot.darkroom import MOST_ATTEMPTS, Darkroom
from bot.pictures import LONGEST_SIDE, NotAPicture, plain_copy
from intake.messages import Answer, Photo
from routing.model import Decision, Joining
from routing.records import Query
from storage.tables import photo
from tests.fixtures.running import ROOT
from tests.journeys.stage import BOT, Recorder, Stage, stage


def picture(width: int = 60, height: int = 40, form: str = "JPEG", **info: object) -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", (width, height), "orange")
    exif = Image.Exif()
    exif[0x010E] = "목련아파트 앞"
    exif.get_ifd(0x8825)[1] = "N"
    image.save(out, form, exif=exif, comment=b"secret comment" if form == "JPEG" else None, **info)
    return out.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_copy_is_a_jpeg_without_metadata(form: str) -> None:
    copy = plain_copy(picture(form=form))

    with Image.open(io.BytesIO(copy)) as image:
        assert image.format == "JPEG"
        assert not image.getexif()
        assert "comment" not in image.info
    assert "목련".encode() not in copy
    assert b"secret" not in copy


def test_a_large_picture_is_scaled() -> None:
    with Image.open(io.BytesIO(plain_copy(picture(4000, 3000)))) as image:
        assert max(image.size) == LONGEST_SIDE


def test_a_picture_on_its_side_is_turned_upright() -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (60, 40)).save(out, "JPEG", exif=exif)

    with Image.open(io.BytesIO(plain_copy(out.getvalue()))) as image:
        assert image.size == (40, 60)


@pytest.mark.parametrize(
    "data",
    [b"", b"not a picture", b"\xff\xd8\xff\xe0 broken", picture()[:200], b"<svg onload=alert(1)>", b"GIF89a"],
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(NotAPicture):
        plain_copy(data)


def test_a_bomb_is_refused_before_it_is_opened() -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")

    with pytest.raises(NotAPicture):
        plain_copy(out.getvalue())


@pytest.mark.parametrize(
    ("mode", "side", "form"), [("RGB", 7700, "JPEG"), ("1", 5000, "PNG"), ("RGBA", 5000, "PNG")]
)
def test_the_largest_picture_does_not_fill_the_memory(
    mode: str, side: int, form: str, tmp_path: Path
) -> None:
    """A file of some kilobytes; decoded and copied whole it took three quarters of a gigabyte."""
    file = tmp_path / "picture"
    Image.new(mode, (side, side)).save(file, form)
    code = (
        "import resource, sys; from pathlib import Path; from bot.pictures import plain_copy;"
        "resource.setrlimit(resource.RLIMIT_DATA, (320 << 20, 320 << 20));"
        "plain_copy(Path(sys.argv[1]).read_bytes())"
    )
    subprocess.run([sys.executable, "-c", code, file], cwd=ROOT, check=True)


class Folder(Recorder):
    """Gives out what was held, as the page does."""

    def __init__(self, played: Stage) -> None:
        super().__init__()
        self.played = played

    async def fetch(self, ref: str) -> bytes | None:
        return self.played.memory.album.held(ref)


def file_with_photo(played: Stage, data: bytes) -> str:
    """A concern whose photo was sent after the receipt; its id."""
    played.typed("회원", "/report 여기가 늘 걱정돼요")
    for label in ("동의하고 시작", "교통", "건너뛰기", "보내기"):
        played.press("회원", label)
    ref = played.memory.album.hold(played.address("회원"), data, played.now)
    played.act("회원", Answer({"photos": (Photo(BOT, ref),)}))
    with played.memory.database.read() as reader:
        return reader.find(Query())[0].id


def develop(played: Stage) -> int:
    memory = played.memory
    room = Darkroom(
        memory.album,
        memory.database,
        memory.keeper,
        {BOT: Folder(played)},
        played.threads.turns,
        lambda: played.now,
    )
    return asyncio.run(room.develop())


def test_a_photo_is_kept_for_those_who_may_see_its_concern(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:
        played.grant("담당자", "jungnang.traffic")
        played.grant("동료")
        concern = file_with_photo(played, picture())
        assert develop(played) == 1
        with played.memory.database.read() as reader:
            (its_id,) = reader.photos(concern)
        seen = {
            seat: asyncio.run(played.service.photo(played.address(seat), played.room(seat), its_id))
            for seat in ("회원", "동료", "담당자", "낯선사람")
        }
        shown = played.typed("동료", "/case 1")

    assert seen["회원"] == seen["동료"]
    assert (seen["회원"] or b"")[:3] == b"\xff\xd8\xff"
    assert seen["담당자"] is None
    assert seen["낯선사람"] is None
    assert [its_id] == [each for part in shown[0].parts for each in part.photos]


@pytest.mark.parametrize(("came_by", "shared"), [("done", True), ("reply", False), (None, False)])
def test_who_joined_sees_what_shows_the_place_as_it_is_now_and_nothing_else(
    database_url: str, tmp_path: Path, came_by: str | None, shared: bool
) -> None:
    """The photos of its author, and those an officer sent to its author, are not for them."""
    with stage(database_url, tmp_path) as played:
        concern = file_with_photo(played, picture())
        develop(played)
        played.typed("이웃", "안녕하세요")
        with played.memory.database.read() as reader:
            (its_id,) = reader.photos(concern)
            neighbour = reader.visit(played.address("이웃"), played.room("이웃"), played.now)
        assert neighbour is not None

        def sees(seat: str) -> bool:
            found = asyncio.run(played.service.photo(played.address(seat), played.room(seat), its_id))
            return found is not None

        with played.memory.database.write() as transaction:
            transaction.connection.execute(update(photo).values(came_by=came_by))
        assert not sees("이웃")
        joining = Joining(concern, neighbour.actor.person)
        played.memory.keeper.remind(Decision(joinings=(joining,)), played.now)
        assert sees("이웃") is shared
        assert sees("회원")
        assert not sees("낯선사람")
        left = Joining(concern, neighbour.actor.person, leaves=True)
        played.memory.keeper.remind(Decision(joinings=(left,)), played.now)
        assert not sees("이웃")


def test_a_photo_sent_with_what_is_done_is_for_all_who_joined(database_url: str, tmp_path: Path) -> None:
    """From the officer's own acts on, without a shortcut."""
    said = ("신호가 짧다고 하셨지요", "1월 20일에 가 보니 18초였어요", "5초 늘려요", "2월 6일까지", "없음")
    with stage(database_url, tmp_path) as played:
        played.grant("담당자")
        concern = file_with_photo(played, picture())
        played.typed("이웃", "안녕하세요")
        with played.memory.database.read() as reader:
            neighbour = reader.visit(played.address("이웃"), played.room("이웃"), played.now)
        assert neighbour is not None
        joining = Joining(concern, neighbour.actor.person)
        played.memory.keeper.remind(Decision(joinings=(joining,)), played.now)

        for words in ("/reply 1", *said):
            played.typed("담당자", words)
        played.press("담당자", "보내기")
        played.typed("담당자", "/outcome 1")
        played.press("담당자", "바꾸기로 했어요(1개월 안)")
        for words in ("신호를 5초 늘려요", "2월 6일"):
            played.typed("담당자", words)
        played.press("담당자", "보내기")
        for words in ("/done 1", "신호를 늘렸어요(2월 5일)", "18초", "23초"):
            played.typed("담당자", words)
        ref = played.memory.album.hold(played.address("담당자"), picture(80, 50), played.now)
        played.act("담당자", Answer({"photos": (Photo(BOT, ref),)}))
        played.press("담당자", "다음")
        played.press("담당자", "보내기")
        assert develop(played) == 2

        with played.memory.database.read() as reader:
            (shown,) = reader.photos(concern, came_by="done")
            (own,) = set(reader.photos(concern)) - {shown}
        where = played.address("이웃"), played.room("이웃")
        seen = [asyncio.run(played.service.photo(*where, each)) for each in (shown, own)]
    assert (seen[0] or b"")[:3] == b"\xff\xd8\xff"
    assert seen[1] is None


def test_what_was_no_picture_is_told_and_the_words_stay(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:
        file_with_photo(played, b"not a picture")
        develop(played)
        told = [card.text() for seat, card in played.carry() if seat == "회원"]
        again = develop(played)

    assert any("열 수 없었어요" in text for text in told)
    assert again == 0


class Killed(BaseException):
    """As when the system takes the process away."""


def test_a_photo_that_ends_the_process_is_not_tried_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deadly(_: bytes) -> bytes:
        raise Killed

    with stage(f"sqlite:///{tmp_path / 'cheong.db'}", tmp_path) as played:
        file_with_photo(played, picture())
        monkeypatch.setattr("bot.darkroom.plain_copy", deadly)
        killed = 0
        for _ in range(2 * MOST_ATTEMPTS):
            try:
                develop(played)
            except Killed:
                killed += 1
            played.now += timedelta(days=1)
        told = [card.text() for to, card in played.carry() if to == "회원"]

    assert killed == MOST_ATTEMPTS + 1
    assert "사진" in told[-1]
