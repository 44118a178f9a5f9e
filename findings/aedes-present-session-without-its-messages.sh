#!/usr/bin/env bash
# Guess:   a client that comes back to its session (clean start false, the broker says sessionPresent) gets what was queued
#          for it. The session expiry that it now asks for matters only after the next disconnect.
# So is:   aedes answers sessionPresent true, keeps the subscriptions, and drops the queued messages if the client now asks
#          for no expiry (0, the default of MQTT 5 and of mqtt.js). That is what a client does that was written for 3.1.1
#          (clean: false) and only moves to version 5. mosquitto delivers them in every case.
# Tried:   aedes 2.0.0-beta.1, mosquitto 2.0.11 (Debian 12), mqtt 5.16.0 as client, Node 20.
# Matters: the scans of an outage are gone on the day of the upgrade, and `sessionPresent` says that nothing was missed; a
#          consumer that re-reads the history only when there is no session does not do it.
# We:      the reader asks for its expiry at every connect and keeps scans in its own spool until they are acknowledged.
set -euo pipefail
support=$(cd "$(dirname "$0")/support" && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent aedes@2.0.0-beta.1 mqtt@5.16.0

cat >show.mjs <<'JS'
const { onBothBrokers, join, pause } = await import(`${process.argv[2]}/mqtt-brokers.mjs`)
const old = { clean: false, protocolVersion: 4 }
const noExpiry = { clean: false }
const hour = { clean: false, properties: { sessionExpiryInterval: 3600 } }
const across = (before, after) => async (port) => {
  const client = await join(port, 'counter', before)
  await client.subscribeAsync('scans', { qos: 1 })
  await client.endAsync(true)
  const sender = await join(port, 'sender')
  await sender.publishAsync('scans', 'while away', { qos: 1 })
  const back = await join(port, 'counter', after)
  await pause(400)
  await sender.publishAsync('scans', 'afterwards', { qos: 1 })
  await pause(300)
  for (const one of [sender, back]) one.end(true)
  return `session ${back.sessionPresent}: ${back.received.map(({ text }) => text).join(', ')}`
}
const main = async () => {
  const seen = {
    '3.1.1, then 3.1.1': await onBothBrokers(across(old, old)),
    '3.1.1, then 5 without expiry': await onBothBrokers(across(old, noExpiry)),
    '5 with an hour, then without': await onBothBrokers(across(hour, noExpiry)),
    '5 with an hour, then the same': await onBothBrokers(across(hour, hour)),
  }
  for (const [name, { mosquitto, aedes }] of Object.entries(seen)) console.log(`${name.padEnd(30)}\n    mosquitto: ${mosquitto}\n    aedes:     ${aedes}`)
  const all = 'session true: while away, afterwards'
  const half = 'session true: afterwards'
  const asSeen =
    Object.values(seen).every(({ mosquitto }) => mosquitto === all) &&
    Object.values(seen).map(({ aedes }) => aedes).join('|') === [all, half, half, all].join('|')
  if (!asSeen) console.log('CHANGED: the brokers agree, or differ otherwise')
  process.exit(asSeen ? 0 : 1)
}
main().catch((error) => { console.error(error); process.exit(1) })
JS
node show.mjs "$support"
