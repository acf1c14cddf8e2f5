#!/bin/sh
# Copied to .venv/bin/cheong: runs the service from this clone, whatever folder it is called from.
root=$(cd "$(dirname "$0")/../.." && pwd) && PYTHONPATH="$root" exec "$root/.venv/bin/python" -P -m bot "$@"
