#!/usr/bin/env bash
# Guess:   the text of a Temporal.ZonedDateTime names its moment exactly: read as an Instant or by Date it gives the same
#          moment, whatever the year.
# So is:   before a place took standard time its clocks differ from UTC by hours, minutes and SECONDS, and the text rounds
#          the offset to minutes. Only ZonedDateTime.from heals that (it looks the zone up again); Instant.from, Date and
#          everything else that reads RFC 3339 are up to 30 s off. Where that is earlier, it is the day before: midnight of
#          1 June 1850 in Amsterdam, written down and read, is 31 May.
# Tried:   @js-temporal/polyfill 0.5.1, Node 20.20.2 (tz 2025c); Temporal's specification says the same.
# Matters: registers that begin in the 19th century give a day without a time; it becomes the start of that day, goes into
#          JSON or CSV with its offset, and loans of the first of a month are counted in the month before.
# We:      stored times are UTC (`Z`), made from the moment and not from the local text.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent @js-temporal/polyfill@0.5.1

cat >show.cjs <<'JS'
const { Temporal } = require('@js-temporal/polyfill')
const zones = ['Europe/Amsterdam', 'Europe/Paris', 'Europe/Dublin', 'America/New_York', 'Asia/Kolkata']
const look = (year, zone) => {
  const midnight = Temporal.PlainDate.from(`${year}-06-01`).toZonedDateTime(zone)
  const text = midnight.toString()
  const asInstant = Temporal.Instant.from(text)
  const asDate = new Date(midnight.toString({ timeZoneName: 'never' }))
  const seconds = (asInstant.epochMilliseconds - midnight.epochMilliseconds) / 1000
  const day = asInstant.toZonedDateTimeISO(zone).toPlainDate().toString()
  const healed = Temporal.ZonedDateTime.from(text).epochMilliseconds === midnight.epochMilliseconds
  console.log(`${text.padEnd(50)} real offset ${midnight.offset.padEnd(9)} as an Instant ${String(seconds).padStart(3)} s off, its day there: ${day}`)
  return { seconds, day, healed, sameAsDate: asDate.getTime() === asInstant.epochMilliseconds }
}
console.log('node', process.version, 'tz', process.versions.tz)
const old = zones.map((zone) => look(1850, zone))
const modern = zones.map((zone) => look(2026, zone))
const asSeen =
  old[0].day === '1850-05-31' && old[0].seconds < 0 && old.filter(({ seconds }) => seconds !== 0).length >= 4 &&
  old.every(({ healed, sameAsDate }) => healed && sameAsDate) && modern.every(({ seconds, day }) => seconds === 0 && day === '2026-06-01')
if (!asSeen) { console.log('CHANGED: the text names its moment, or another one'); process.exitCode = 1 }
JS
node show.cjs
