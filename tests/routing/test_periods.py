from datetime import date
from pathlib import Path

import pytest

from routing.clock.due import CalendarDays, Months, WorkingDays, WorkingHours
from routing.clock.periods import CLOCKS, FILE, load_clocks, load_periods
from routing.gaps import DATA, DirectoryError


def test_the_promises() -> None:
    rules = load_periods()
    assert {name: rule.period for name, rule in rules.items()} == {
        "opinion.answer": WorkingDays(7),
        "inquiry.answer": WorkingDays(7),
        "inquiry.answer_on_law": WorkingDays(14),
        "proposal.answer": WorkingDays(14),
        "proposal.decision": Months(1),
        "praise.answer": WorkingHours(24),
    }
    assert all(not rule.statutory and rule.basis for rule in rules.values())
    assert {rule.checked_on for rule in rules.values()} == {date(2026, 11, 22)}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("days = 3", "days = 3\nhours = 24", 'rule."praise.answer": it needs exactly one of days'),
        ("days = 3", "days = 0", 'rule."praise.answer": it needs exactly one of days'),
        (
            'kind = "praise"',
            'kind = "thanks"',
            "rule.\"praise.answer\".kind: it is 'thanks'; write one of:",
        ),
        ('kind = "praise"', 'kind = "opinion"', "rule: the kind praise has none"),
        ("statutory = false", "", "statutory: it is missing; write true or false."),
        ("checked_on = 2026-11-22", "", "periods.toml: checked_on: the date is missing"),
    ],
)
def test_a_gap_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = (DATA / FILE).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / FILE).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DirectoryError) as refused:
        load_periods(tmp_path)
    assert message in str(refused.value)


def test_the_clocks() -> None:
    clocks = load_clocks()
    assert set(clocks) == set(CLOCKS)
    assert clocks["accept"].period == WorkingHours(4)
    assert clocks["silence"].period == WorkingHours(40)
    assert clocks["interim"].period == CalendarDays(30)
    assert clocks["outcome"].period == Months(1)
    assert {clock.checked_on for clock in clocks.values()} == {date(2026, 11, 22)}
    assert all(clock.basis for clock in clocks.values())


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[clock.accept]", "[clock.acept]", "clock.acept: there is no such clock; take it out, or write one"),
        ("[clock.accept]", "[clock.acept]", "clock: there is no accept, so nobody would be reminded; add"),
        (
            "hours = 16",
            "days = 6",
            "clock.remind: it is counted back; write it in hours, or in up to five days.",
        ),
        ("calendar_days = 30", "", "clock.interim: it needs exactly one of days, hours, calendar_days and"),
    ],
)
def test_a_gap_in_the_clocks_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = (DATA / FILE).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / FILE).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DirectoryError) as refused:
        load_clocks(tmp_path)
    assert message in str(refused.value)
