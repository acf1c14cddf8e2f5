#!/bin/sh
# What the full test suite wants from the system: a PostgreSQL server, Chromium, Korean letters, npm.
# Installs only what is missing, where it may. Where it may not: a loud message, and in CI a failure.

have() { command -v "$1" >/dev/null 2>&1; }
have_postgres() { have initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }
have_chromium() {
  [ -n "$CHEONG_CHROMIUM" ] || have chromium-headless-shell || have chromium || have chromium-browser || have google-chrome
}
have_hangul() { [ "$(uname)" != Linux ] || fc-list :lang=ko 2>/dev/null | grep -q .; }
have_emoji() { [ "$(uname)" != Linux ] || fc-list ':lang=und-zsye' 2>/dev/null | grep -q .; }
have_libatomic() { [ "$(uname)" != Linux ] || ldconfig -p 2>/dev/null | grep -q 'libatomic\.so\.1'; }

list_missing() {
  missing=""
  have_postgres || missing="$missing postgresql"
  # The headless shell is 100 MB smaller and starts faster; not every release has it.
  have_chromium || if apt-cache show chromium-headless-shell >/dev/null 2>&1
    then missing="$missing chromium-headless-shell"; else missing="$missing chromium"; fi
  have npm || missing="$missing npm"
  have_hangul || missing="$missing fonts-nanum fontconfig"
  have_emoji || missing="$missing fonts-noto-color-emoji"   # buttons carry signs that boxes would hide
  have_libatomic || missing="$missing libatomic1"   # wanted by the Node.js inside the playwright package
}

list_missing
[ -z "$missing" ] && exit 0

as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo -n"
may_install() { have apt-get && { [ "$(id -u)" = 0 ] || { [ "$CI" = true ] && sudo -n true 2>/dev/null; }; }; }

if may_install; then
  log=$(mktemp)
  $as_root apt-get update -q >"$log" 2>&1
  list_missing   # the fresh package lists may know the headless shell
  echo "system-deps: installing$missing" >&2
  # Without recommends: with them Chromium brings 90 more packages and upgrades others.
  # shellcheck disable=SC2086
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing >>"$log" 2>&1 \
    || tail -n 15 "$log" >&2
  rm -f "$log"
  list_missing
  [ -z "$missing" ] && exit 0
fi

echo "*** MISSING:$missing" >&2
echo "*** To install them on Debian or Ubuntu: sudo apt-get install --no-install-recommends$missing" >&2
if [ "$CI" = true ]; then
  echo "*** In CI nothing may be skipped, so this is a failure." >&2
  exit 1
fi
echo "*** The tests that need them will be SKIPPED." >&2
exit 0
