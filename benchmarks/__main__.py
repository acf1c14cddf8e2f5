"""`python -m benchmarks [--json]`: what a turn costs, and how long people wait. Interleaved, in one run."""

import argparse
import json
import sys

from benchmarks import burst, desk, reading, slack, starting, switchboard, turns, waiting


def main() -> None:
    """Run all benchmarks and print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="for machines")
    parser.add_argument("--turns", type=int, default=400, help="turns in each round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=20, help="how long people press")
    parser.add_argument("--chats", type=int, default=3000, help="in the burst")
    sizes = desk.SIZES
    parser.add_argument("--concerns", type=int, nargs="+", default=sizes, help="how many the desk looks at")
    chosen = parser.parse_args()
    results = {
        "starting": starting.measure(),
        "turns": turns.measure(chosen.turns // 2, chosen.rounds, chosen.seconds),
        "switchboard": switchboard.measure(chosen.turns, chosen.rounds),
        "waiting": waiting.measure(chosen.seconds),
        "burst": burst.measure(chosen.chats),
        "slack": slack.measure(chosen.seconds),
        "desk": desk.measure(tuple(chosen.concerns)),
        "reading": reading.measure(chosen.rounds),
    }
    if chosen.json:
        json.dump(results, sys.stdout, indent=2)
        return
    measured = (starting, turns, switchboard, waiting, burst, slack, desk, reading)
    pages = [each.told(found) for each, found in zip(measured, results.values(), strict=True)]
    print("\n\n".join("\n".join(page) for page in pages))


if __name__ == "__main__":
    main()
