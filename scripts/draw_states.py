"""Draws docs/states.md from the life-cycle table: `python -m scripts.draw_states` (a test keeps it fresh)."""

from pathlib import Path

from intake.wording import load_phrases
from routing.lifecycle import NEXT, Arrow
from routing.model import Status

PAGE = Path(__file__).parent.parent / "docs" / "states.md"

HEAD = """# The life of a concern

Drawn from `routing/lifecycle.py` by `python -m scripts.draw_states`. Do not edit: change the table.

What has no arrow does not happen. A transfer never resets the clock; nobody closes without a reason that
the author receives. Arrows whose act has no form yet stand here already: forms to come obey the same table.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *_diagram(), "", *_table(), "", *_said(), "", *_words(), ""])


def _diagram() -> list[str]:
    lines = ["```mermaid", "stateDiagram-v2"]
    for arrow in NEXT:
        before = arrow.before or "[*]"
        lines.append(f"    {before} --> {arrow.after}: {arrow.act}")
    ends = {arrow.after for arrow in NEXT} - {arrow.before for arrow in NEXT}
    lines += [f"    {status} --> [*]" for status in sorted(ends)]
    return [*lines, "```"]


def _table() -> list[str]:
    lines = ["| from | act | to | who may | clock | the author reads |", "|---|---|---|---|---|---|"]
    lines += [_row(arrow) for arrow in NEXT]
    return lines


def _row(arrow: Arrow) -> str:
    says = f"`{arrow.says}`" if arrow.says else f"nothing: {arrow.silent}"
    who = ", ".join(arrow.who)
    return f"| {arrow.before or '–'} | {arrow.act} | {arrow.after} | {who} | {arrow.clock} | {says} |"


def _said() -> list[str]:
    """What its author reads at each act, in the words they read; {…} is filled in."""
    phrases = load_phrases()
    acts: dict[str, list[str]] = {}
    for arrow in NEXT:
        if arrow.says in phrases and arrow.act not in acts.setdefault(arrow.says, []):
            acts[arrow.says].append(arrow.act)
    lines = ["| act | phrase | in Korean | in English |", "|---|---|---|---|"]
    for phrase, said in acts.items():
        words = phrases[phrase]
        shown = (words[each].replace("\n", "<br>").replace("|", "\\|") for each in ("ko", "en"))
        lines.append(f"| {', '.join(said)} | `{phrase}` | {' | '.join(shown)} |")
    return lines


def _words() -> list[str]:
    phrases = load_phrases()
    lines = ["| status | in Korean | in English |", "|---|---|---|"]
    for status in Status:
        words = phrases[f"status.{status}"]
        lines.append(f"| {status} | {words['ko']} | {words['en']} |")
    return lines


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
