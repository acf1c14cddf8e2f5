"""Draws the table of public holidays into routing/data/holidays.toml: python -m scripts.draw_holidays

The years are those between covers_from and covers_through in that file. Everything above the line
that begins the table stays as it is.
"""

import tomllib
from datetime import date
from importlib.metadata import version

from holidays import country_holidays

from routing.clock.calendar import FILE
from routing.gaps import DATA

BEGINS = "# --- drawn from here on"


def library_days(first: date, last: date) -> dict[date, str]:
    """The public holidays of Korea by the library, with their Korean names, in order."""
    years = range(first.year, last.year + 1)
    found = country_holidays("KR", years=years, language="ko")
    return {day: found[day] for day in sorted(found) if first <= day <= last}


def drawn(text: str) -> str:
    """The file's text with its table drawn anew."""
    data = tomllib.loads(text)
    head = text.partition(BEGINS)[0].rstrip()
    days = library_days(data["covers_from"], data["covers_through"])
    rows = [f'{day} = "{name}"' for day, name in days.items()]
    return "\n".join(
        [head, "", f"{BEGINS}: holidays {version('holidays')}, KR, public", "[drawn]", *rows, ""]
    )


def main() -> None:
    path = DATA / FILE
    path.write_text(drawn(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
