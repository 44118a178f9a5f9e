#!/usr/bin/env bash
# Guess:   ulid(time) puts that time into the id, for every time from 0 on, and refuses what is no time; the same goes for a
#          monotonic factory.
# So is:   0 and NaN are taken for "none given": the id carries the present. -1, 1.5 and a Date are refused, 1 is right.
#          ulid(0) is a new id with a new time in every call; its first ten characters do not sort where the epoch does.
# Tried:   ulid 3.0.2, Node 20.
# Matters: a reader whose clock starts at the epoch, or an import that puts 0 for "unknown", gets ids that sort as the newest
#          scans of all; Date.parse of a bad time gives NaN, and its record passes for one of this moment.
# We:      a time is read, and refused if it is none, before anything is made of it; no id is made from a given time.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent ulid@3.0.2

cat >show.cjs <<'JS'
const { decodeTime, monotonicFactory, ulid } = require('ulid')
const monotonic = monotonicFactory()
const started = Date.now()
const times = [0, 1, 1000, Number.NaN, -1, 1.5]
const decoded = (make, time) => {
  try {
    const at = decodeTime(make(time))
    return at >= started ? 'now' : String(at)
  } catch (error) { return `refused: ${error.message.split(' (')[0]}` }
}
console.log('ulid', '3.0.2', 'node', process.version)
const seen = times.map((time) => {
  const plain = decoded(ulid, time)
  console.log(`ulid(${time}) carries ${plain}`)
  return plain
})
const factory = decoded(monotonic, 0)
console.log(`monotonicFactory()(0) carries ${factory}`)
const asSeen = seen.slice(0, 4).join() === 'now,1,1000,now' && seen.slice(4).every((answer) => answer.startsWith('refused')) && factory === 'now'
if (!asSeen) { console.log('CHANGED: the time is taken as given'); process.exitCode = 1 }
JS
node show.cjs
