#!/usr/bin/env bash
# Guess:   a day that a place left out (the Philippines went from 30 December 1844 to 1 January 1845 to change sides of the
#          date line) becomes the next day that existed, as 30 December 2011 in Samoa becomes the 31st.
# So is:   the polyfill takes no change of clocks before 1847 into account when it looks for the gap, takes the next one that
#          it knows, and answers 6 September 1899 for Manila and 1 January 1901 for Guam, Saipan, Palau and Kosrae: 55 years
#          on, without an error. Only `disambiguation: 'reject'` refuses the day.
# Tried:   @js-temporal/polyfill 0.5.1, Node 20.20.2 (tz 2025c).
# Matters: a slip of the pen or a computed day after the last of December 1844 in an old register moves a loan into the next
#          century and keeps it open for 55 years; the Samoan day, which tests know, is right.
# We:      imports take nothing before 1800 and warn of years far from the rest.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent @js-temporal/polyfill@0.5.1

cat >show.cjs <<'JS'
const { Temporal } = require('@js-temporal/polyfill')
const days = [
  ['1844-12-30', 'Asia/Manila'], ['1844-12-31', 'Asia/Manila'], ['1845-01-01', 'Asia/Manila'],
  ['1844-12-31', 'Pacific/Guam'], ['2011-12-29', 'Pacific/Apia'], ['2011-12-30', 'Pacific/Apia'],
]
console.log('node', process.version, 'tz', process.versions.tz)
const seen = days.map(([day, zone]) => {
  const start = Temporal.PlainDate.from(day).toZonedDateTime(zone).toString()
  let strict
  try { strict = Temporal.PlainDateTime.from(`${day}T00:00`).toZonedDateTime(zone, { disambiguation: 'reject' }).toString() } catch (error) { strict = error.name }
  console.log(`${day} in ${zone.padEnd(13)} starts ${start}; with reject: ${strict}`)
  return start.slice(0, 10)
})
if (seen.join(' ') !== '1844-12-30 1899-09-06 1845-01-01 1901-01-01 2011-12-29 2011-12-31') {
  console.log('CHANGED: the day becomes another one')
  process.exitCode = 1
}
JS
node show.cjs
