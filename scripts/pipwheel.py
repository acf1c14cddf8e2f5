"""Print the path of the pip wheel that ships inside Python itself.

Running pip straight out of that wheel skips the seconds `python -m venv` spends on unpacking it.
"""

import sys
import sysconfig
from pathlib import Path

HELP = "On Debian or Ubuntu: apt-get install python3-venv"


def find_wheel() -> Path:
    """Return the bundled wheel; exit with a hint where the distribution has split it off."""
    try:
        import ensurepip
    except ImportError:
        sys.exit(f"This Python comes without ensurepip. {HELP}")
    folders = [Path(ensurepip.__file__).parent / "_bundled"]
    if shared := sysconfig.get_config_var("WHEEL_PKG_DIR"):
        folders.insert(0, Path(shared))
    for folder in folders:
        if wheels := sorted(folder.glob("pip-*.whl")):
            return wheels[-1]
    sys.exit(f"No pip wheel in {' or '.join(map(str, folders))}. {HELP}")


if __name__ == "__main__":
    print(find_wheel())
