#!/usr/bin/env bash
# Guess:   tsx compiles a file once and takes it from its cache the next time, however the program ends.
# So is:   the cache file is opened at once and filled later, without being waited for. A program that ends itself with
#          process.exit() soon after loading leaves one file of 0 bytes a module, run after run: they are found, not
#          taken, and made empty again. The same program that ends by itself fills them in its first run.
# Tried:   tsx 4.23.15, Node 20.
# Matters: a command line that exits with a code (nearly all do) is compiled from nothing at every call. On a Raspberry Pi
#          that is the longer part of a short command, and only a look at the sizes in the cache tells.
# We:      bin/shelflog.js sets process.exitCode and gives the cache 250 ms before it exits.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent tsx@4.23.15

node -e '
  const { writeFileSync } = require("node:fs")
  const lines = Array.from({ length: 2000 }, (_, i) => `export const shelf${i}: number = ${i}`)
  writeFileSync("shelves.ts", lines.join("\n"))
  writeFileSync("exits.ts", "import { shelf7 } from \"./shelves\"\nconsole.log(shelf7 as number)\nprocess.exit(0)\n")
  writeFileSync("ends.ts", "import { shelf7 } from \"./shelves\"\nconsole.log(shelf7 as number)\nprocess.exitCode = 0\n")
'
echo "tsx $(node -p 'require("tsx/package.json").version') node $(node --version)"
# Sizes in the cache after each of three runs of one program with a cache of its own.
sizes() {
  mkdir "cache-$1"
  for _ in 1 2 3; do
    TMPDIR="$dir/cache-$1" node node_modules/tsx/dist/cli.mjs "$1.ts" >/dev/null
    printf '%s: ' "$1"
    find "cache-$1" -type f -printf '%s\n' | sort -n | tr '\n' ' '
    echo
  done
}
sizes exits | tee exits.txt
sizes ends | tee ends.txt
if [ "$(sort -u exits.txt)" = 'exits: 0 0 ' ] && ! grep -Eq ': 0 | 0 ' ends.txt; then exit 0; fi
echo 'CHANGED: the cache is filled by a program that exits, or is not by one that ends'
exit 1
