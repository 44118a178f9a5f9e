#!/usr/bin/env bash
# Guess:   a number that CDKTF knows only at deploy time (`variable.numberValue`) either works in arithmetic or fails when it
#          is used there, as a string or a list that is not known does.
# So is:   it is a JavaScript number below -1e+287. Adding to it changes nothing, so `n + 1`, `n - 30` and `n + 3600`
#          all become ${var.n}, silently without the sum; `n * 2` becomes a huge number, `Math.max(n, 30)` always 30,
#          `n > 0` always false. Op.add keeps what was meant. A list that is not known throws in most such places.
# Tried:   cdktf 0.21.0 (the last) with constructs 10.4.2, Node 20.
# Matters: "visibility timeout = the function's timeout + 30", "keep one day longer than the seal": the margin is gone from
#          what is deployed, every scan that takes its full time is worked on twice, and the code reads right.
# We:      stages are plain settings, known when the stack is made; no number of ours is a token.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent cdktf@0.21.0 constructs@10.4.2

cat >show.cjs <<'JS'
const { Op, TerraformOutput, TerraformStack, TerraformVariable, Testing } = require('cdktf')
const sums = {
  'n': (n) => n,
  'n + 30': (n) => n + 30,
  'n - 30': (n) => n - 30,
  'n + 3600 * 24': (n) => n + 3600 * 24,
  'n * 2': (n) => n * 2,
  'Math.max(n, 30)': (n) => Math.max(n, 30),
  'n > 0': (n) => n > 0,
  'Op.add(n, 30)': (n) => Op.add(n, 30),
}
const seen = {}
console.log('cdktf', require('cdktf/package.json').version, 'node', process.version)
for (const [sum, calculate] of Object.entries(sums)) {
  const stack = new TerraformStack(Testing.app(), 'library')
  const { numberValue } = new TerraformVariable(stack, 'timeout', { type: 'number' })
  if (sum === 'n') console.log('the number itself:', numberValue)
  new TerraformOutput(stack, 'visibility', { value: calculate(numberValue) })
  seen[sum] = JSON.parse(Testing.synth(stack, true)).output.visibility.value
  console.log(sum.padEnd(16), '->', seen[sum])
}
const plain = '${var.timeout}'
const asSeen =
  ['n', 'n + 30', 'n - 30', 'n + 3600 * 24'].every((sum) => seen[sum] === plain) && typeof seen['n * 2'] === 'number' &&
  seen['Math.max(n, 30)'] === 30 && seen['n > 0'] === false && seen['Op.add(n, 30)'] === '${(var.timeout + 30)}'
if (!asSeen) { console.log('CHANGED: the sum is kept or refused'); process.exitCode = 1 }
JS
TMPDIR=$dir NODE_NO_WARNINGS=1 node show.cjs
