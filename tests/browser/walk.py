"""The main job by hand, in Korean, in a real browser: filing, taking, answering, rating."""

from collections.abc import Sequence
from dataclasses import dataclass

from playwright.sync_api import Browser, Frame, Locator, Page, expect

PATIENCE_MS = 5000

HEARD = "면목초 앞 신호가 짧아 걱정된다고 하셨죠."
CHECKED = "1월 26일 8시에 나가 보니 18초로, 아이들 걸음에 빠듯했어요."
WILL = "보행 신호를 5초 늘리기로 했어요."
WILL_BY = "2월 6일"
HARD = "과속 카메라는 서울시와 함께 봐야 해서 3월에 다시 알려 드릴게요."


@dataclass
class Seat:
    """One chat: what a person does there."""

    frame: Frame

    def press(self, label: str) -> None:
        """Press the newest button that can still be pressed and is labelled so."""
        self.frame.locator("button:enabled", has_text=label).last.click(timeout=PATIENCE_MS)

    def type(self, words: str) -> None:
        """Write into the box at the bottom and send with Enter."""
        box = self.frame.locator("#words")
        box.fill(words)
        box.press("Enter")

    def sees(self, words: str) -> Locator:
        """Wait until the words stand on the page."""
        found = self.frame.get_by_text(words).last
        expect(found).to_be_visible(timeout=PATIENCE_MS)
        return found

    def count(self, words: str) -> int:
        return self.frame.locator("article", has_text=words).count()


@dataclass
class Seats:
    """The three of the demo's page."""

    member: Seat
    officer: Seat
    coordinator: Seat

    @classmethod
    def of(cls, page: Page) -> "Seats":
        frames = []
        for name in ("member", "officer", "coordinator"):
            handle = page.wait_for_selector(f"section.{name} iframe")
            assert handle is not None
            frame = handle.content_frame()
            assert frame is not None
            frame.wait_for_selector("article")
            frames.append(Seat(frame))
        return cls(*frames)

    @staticmethod
    def of_one(page: Page) -> Seat:
        """A single chat's page."""
        page.wait_for_selector("article")
        return Seat(page.main_frame)


def file_concern(seats: Seats) -> int:
    """From the first look to the receipt; how many presses it took."""
    member = seats.member
    presses = ["동의하고 시작", "교통", "건너기 무서워요"]
    for label in presses:
        member.press(label)
    member.sees("어디인가요?")
    member.type("면목동 면목초 정문 횡단보도")
    member.sees("이렇게 보낼게요.")
    member.press("보내기")
    member.sees("접수됐어요.")
    seats.officer.sees("새 이야기")
    return len(presses) + 1


def answer(seats: Seats) -> None:
    """The officer takes it and answers by command; the member reads it."""
    officer, member = seats.officer, seats.member
    officer.press("맡기")
    member.sees("맡았어요.")
    officer.type("/reply 1")
    for field, words in (
        ("heard", HEARD),
        ("checked", CHECKED),
        ("will", WILL),
        ("will_by", WILL_BY),
        ("hard", HARD),
    ):
        officer.frame.locator(f"[name$=':{field}']").last.fill(words)
    officer.press("미리보기")
    officer.sees("보내신 분은 이렇게 읽어요.")
    officer.press("보내기")
    officer.sees("결과 알리기")
    member.sees(WILL)


def reply_to_it(seats: Seats) -> None:
    """It is taken and answered, and the officer says what comes of it; the member reads and rates."""
    answer(seats)
    officer, member = seats.officer, seats.member
    officer.press("결과 알리기")
    officer.press("바꾸기로 했어요(1개월 안)")
    for field, words in (("what", WILL), ("by", WILL_BY)):
        officer.frame.locator(f"[name$=':{field}']").last.fill(words)
    officer.press("미리보기")
    officer.press("보내기")
    member.sees("결과: 바꾸기로 했어요(1개월 안)")
    member.press("아주 좋아요")
    officer.sees("평가: 아주 좋아요")
    seats.coordinator.press("부서별 현황")
    seats.coordinator.sees("답한 것 1")


def three_seats(page: Page) -> None:
    """The answer has just come, and the coordinator looks at how it stands."""
    seats = Seats.of(page)
    file_concern(seats)
    seats.member.press("여기까지")
    answer(seats)
    seats.coordinator.press("부서별 현황")
    seats.coordinator.sees("답한 것 1")


def three_moments(browser: Browser, url: str) -> Sequence[bytes]:
    """Somebody new is asked; their receipt; an answer."""
    phone = browser.new_page(
        viewport={"width": 390, "height": 780},
        device_scale_factor=1.5,
        locale="ko-KR",
        is_mobile=True,
        reduced_motion="reduce",
    )
    phone.goto(f"{url}/chat/")
    member = Seats.of_one(phone)
    member.press("동의하고 시작")
    member.sees("무슨 일인지")
    asked = phone.screenshot()
    member.type("어제 밤 11시쯤 면목동 공원 화장실 뒤에서 취객들이 싸워서 무서웠어요")
    member.sees("이렇게 보낼게요.")
    member.press("보내기")
    member.sees("접수됐어요.")
    receipt = phone.screenshot()
    phone.goto(f"{url}/seat/member/")
    phone.wait_for_selector("article")
    return asked, receipt, phone.screenshot()
