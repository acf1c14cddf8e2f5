"""Take out of locks/npm/package-lock.json what is not needed to install and names addresses."""

import json
from pathlib import Path

LOCK = Path(__file__).parents[1] / "locks" / "npm" / "package-lock.json"
NOT_NEEDED = ("funding", "license", "engines")


def main() -> None:
    lock = json.loads(LOCK.read_text("utf-8"))
    for package in lock["packages"].values():
        for name in NOT_NEEDED:
            package.pop(name, None)
    LOCK.write_text(json.dumps(lock, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
