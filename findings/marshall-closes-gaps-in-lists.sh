#!/usr/bin/env bash
# Guess:   a list keeps its places: an empty place becomes NULL, as JSON.stringify makes it null, or is refused. The option
#          `removeUndefinedValues`, which everyone sets, leaves out fields that are undefined.
# So is:   empty places are closed and what follows moves up. A sparse list of the 24 hours with loans at 9, 12 and 18 comes
#          back as hours 0, 1 and 2, with and without the option. With it [1, undefined, 3] becomes [1, 3] and a pair
#          [undefined, to] loses its shape; without it undefined in a list is refused. null keeps its place. No error.
# Tried:   @aws-sdk/util-dynamodb 3.996.9, Node 20.
# Matters: loans by hour, copies by place, pairs of from and to: counts land on the wrong hour with the right total, and a test
#          whose list has no gap is green.
# We:      no row holds a list whose places have a meaning.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent @aws-sdk/util-dynamodb@3.996.9 @aws-sdk/client-dynamodb@3.1164.0

cat >show.cjs <<'JS'
const { marshall, unmarshall } = require('@aws-sdk/util-dynamodb')
const hours = new Array(24)
hours[9] = 3
hours[12] = 1
hours[18] = 5
const cases = { 'loans by hour': hours, 'a gap': [1, undefined, 3], 'from, to': [undefined, '2026-11-28'], 'null': [1, null, 3] }
const through = (value, options) => {
  try { return JSON.stringify(unmarshall(marshall({ value }, options)).value) } catch (error) { return `refused: ${error.message.slice(0, 40)}` }
}
console.log('@aws-sdk/util-dynamodb 3.996.9, node', process.version)
const seen = {}
for (const [name, value] of Object.entries(cases)) {
  seen[name] = through(value, { removeUndefinedValues: true })
  console.log(`${name}: as JSON ${JSON.stringify(value)}, stored and read ${seen[name]}, without the option: ${through(value)}`)
}
const asSeen = Object.values(seen).join(' ') === '[3,1,5] [1,3] ["2026-11-28"] [1,null,3]' && through(hours) === '[3,1,5]' && through([1, undefined]).startsWith('refused')
if (!asSeen) { console.log('CHANGED: the places are kept'); process.exitCode = 1 }
JS
NODE_NO_WARNINGS=1 node show.cjs
