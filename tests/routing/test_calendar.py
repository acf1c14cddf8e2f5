from datetime import date
from pathlib import Path

import pytest

from routing.clock.calendar import FILE, Calendar, CalendarEnds, load_calendar
from routing.gaps import DATA, DirectoryError
from scripts.draw_holidays import drawn, library_days


def days(year: int, *written: str) -> set[date]:
    return {date.fromisoformat(f"{year}-{each}") for each in written}


# Written out by hand from the government's almanac, not drawn from anything this project computes.
LABOUR_DAY = days(2026, "05-01") | days(2027, "05-01", "05-03")
BY_HAND = (
    days(2026, "01-01", "02-16", "02-17", "02-18", "03-01", "03-02", "05-05", "05-24", "05-25", "06-03")
    | days(2026, "06-06", "07-17", "08-15", "08-17", "09-24", "09-25", "09-26", "10-03", "10-05", "10-09")
    | days(2026, "12-25")
    | days(2027, "01-01", "02-06", "02-07", "02-08", "02-09", "03-01", "05-05", "05-13", "06-06", "07-17")
    | days(2027, "07-19", "08-15", "08-16", "09-14", "09-15", "09-16", "10-03", "10-04", "10-09", "10-11")
    | days(2027, "12-25", "12-27")
)


def test_the_table_is_the_almanac() -> None:
    assert load_calendar(switches={"labour_day": False}).holidays == BY_HAND
    assert load_calendar(switches={"labour_day": True}).holidays == BY_HAND | LABOUR_DAY


def test_the_table_is_the_library_but_for_the_listed_corrections() -> None:
    everything = load_calendar(switches={"labour_day": True})
    library = set(library_days(everything.first, everything.last))
    corrections = days(2026, "06-03", "07-17") | days(2027, "07-19")
    assert everything.holidays == library | corrections


def test_the_table_was_drawn_with_the_library_installed_here() -> None:
    text = (DATA / FILE).read_text(encoding="utf-8")
    assert drawn(text) == text, "run: python -m scripts.draw_holidays, then read what changed"


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-07-16", True),
        ("2026-07-17", False),
        ("2026-07-18", False),
        ("2026-06-03", False),
        ("2026-12-31", True),
    ],
)
def test_working_days(day: str, works: bool) -> None:
    assert load_calendar().is_working(date.fromisoformat(day)) is works


def test_a_day_beyond_the_table_is_refused_even_on_a_weekend() -> None:
    calendar = Calendar(frozenset(), date(2026, 1, 1), date(2026, 12, 31))
    with pytest.raises(CalendarEnds) as refused:
        calendar.is_working(date(2027, 1, 2))
    assert str(refused.value) == (
        "holidays.toml: it covers 2026-01-01 to 2026-12-31, and 2027-01-02 is asked for;"
        " add the holidays of 2027 and move covers_through."
    )
    with pytest.raises(CalendarEnds, match="2025 and move covers_from"):
        calendar.is_working(date(2025, 12, 31))


HEAD = "checked_on = 2026-11-22\ncovers_from = 2026-01-01\ncovers_through = 2026-12-31\n"
DRAWN = '[drawn]\n2026-01-01 = "신정"\n'
SWITCH = '[[switch]]\nname = "x"\non = false\ndays = [2026-05-01]\nreason = "r"\nchecked_on = 2026-11-22\n'
CHANGE = "[[correction]]\nday = 2026-07-17\nchange = 'add'\nreason = 'r'\nchecked_on = 2026-11-22\n"
WHOLE = HEAD + SWITCH + CHANGE + DRAWN


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("covers_from = 2026-01-01", "", "covers_from: the date is missing; write it as 2026-12-31, without"),
        ("2026-12-31", '"soon"', "covers_through: it is no date; write it as 2026-12-31, without quotes."),
        ("2026-12-31", "2025-12-31", "covers_through: it lies before covers_from; correct one of them."),
        (DRAWN, "", "drawn: there is no holiday in it; draw the table with scripts/draw_holidays.py."),
        (DRAWN, '[drawn]\n"1. Mai" = "x"', "drawn.1. Mai: it is no date; write it as 2026-12-31."),
        (DRAWN, "[drawn]\n2027-01-01 = 'x'", "2027-01-01: this holiday lies outside covers_from and"),
        ("change = 'add'\nreason = 'r'", "change = 'add'", "correction 1.reason: it is missing or empty"),
        ("change = 'add'", "", "correction 1.change: it is None; write one of: add, remove."),
        ("on = false", "on = 'no'", "switch 1.on: it is missing; write true or false."),
        ("[2026-05-01]", "[]", "switch 1.days: it must be a list of dates, such as [2026-12-31]."),
        ("[[switch]]", "[switch]", "switch 1: it must be a table; begin it with [[switch]]."),
        ("[drawn]", "[drawn", "the file: it cannot be read as TOML (Expected ']'"),
    ],
)
def test_a_table_with_a_gap_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in WHOLE
    (tmp_path / FILE).write_text(WHOLE.replace(old, new), encoding="utf-8")
    with pytest.raises(DirectoryError) as refused:
        load_calendar(tmp_path)
    assert f"{FILE}: {message}" in str(refused.value)


def test_a_folder_without_the_file_and_an_unknown_switch_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DirectoryError, match=r"holidays.toml: the file: it is not in .* put it there"):
        load_calendar(tmp_path)
    with pytest.raises(DirectoryError, match="switch labor_day: there is no switch of this name"):
        load_calendar(switches={"labor_day": True})


def test_a_correction_takes_a_day_out_and_a_switch_may_be_turned(tmp_path: Path) -> None:
    removed = CHANGE.replace("2026-07-17", "2026-01-01").replace("add", "remove")
    (tmp_path / FILE).write_text(HEAD + removed + SWITCH + DRAWN + '2026-05-01 = "노동절"', encoding="utf-8")
    assert load_calendar(tmp_path).holidays == set()
    assert load_calendar(tmp_path, {"x": True}).holidays == {date(2026, 5, 1)}
