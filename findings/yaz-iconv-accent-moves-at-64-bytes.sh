#!/usr/bin/env bash
# Guess:   yaz-iconv turns MARC-8 and ISO 5426 into UTF-8 letter by letter, wherever in a text the letter stands.
# So is:   where an accent is byte 64, 128, 192 … of the input, it goes to the letter before it: the mark is written out
#          at once instead of after the letter that follows it. "é" after 63 other bytes becomes "áe" where that is an a.
#          One byte earlier or later it is right. Exit 0, nothing said.
# Tried:   yaz 5.34.0-1 (Debian 12), MARC-8 (E2 before the letter) and ISO 5426 (C2).
# Matters: a title of a catalogue is longer than that, and a wrong accent is found by nobody who types the right one.
#          yaz-marcdump, which converts field by field, was right for every length tried up to 400.
# We:      read both sets by tables of our own, and compare with yaz for short inputs and with yaz-marcdump for records.
set -euo pipefail
command -v yaz-iconv >/dev/null || { echo 'needs yaz (apt-get install yaz)'; exit 2; }
command -v python3 >/dev/null || { echo 'needs python3'; exit 2; }
dpkg-query -W -f '${Package} ${Version}\n' yaz 2>/dev/null || true

python3 - <<'PY'
import subprocess
import unicodedata

MARKS = {'marc8': b'\xe2', 'iso5426': b'\xc2'}


def converted(charset, letters_before):
    text = b'a' * letters_before + MARKS[charset] + b'e'
    out = subprocess.run(['yaz-iconv', '-f', charset, '-t', 'utf8'], input=text, capture_output=True, check=True)
    return unicodedata.normalize('NFC', out.stdout.decode())


seen = {}
for charset in MARKS:
    right = [n for n in range(1, 300) if converted(charset, n) == 'a' * n + 'é']
    moved = [n for n in range(1, 300) if converted(charset, n) == 'a' * (n - 1) + 'áe']
    seen[charset] = moved
    print(f'{charset}: of 299 lengths {len(right)} right; the accent moved after {moved} letters, ending in "{converted(charset, 63)[-2:]}"')

assert all(moved == [63, 127, 191, 255] for moved in seen.values()), 'the behaviour is another one by now'
PY
