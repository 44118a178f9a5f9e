#!/usr/bin/env bash
# Guess:   of two workers that share a subscription ($share/group/...), the one that is connected gets everything while the
#          other is away; that is what a group of workers is for.
# So is:   mosquitto goes on dealing in turns: a member whose session lives gets every second message into its queue, and
#          nobody else works on it. Taken up again it gets them all; if its session expires they are gone. Nothing tells the
#          publisher or the other worker. Once the session has ended, the worker that is left gets everything.
# Tried:   mosquitto 2.0.11 (Debian 12), mqtt 5.16.0 as client, Node 20. (MQTT 5 leaves the choice to the broker; aedes
#          2.0.0-beta.1 has no shared subscriptions.)
# Matters: a second importer "for safety" with a session of an hour: while it is down, half of the scans wait an hour and are
#          then dropped, though the first one is idle.
# We:      readers publish to IoT Core and rules pass on to queues; nothing of ours consumes by shared subscription.
set -euo pipefail
support=$(cd "$(dirname "$0")/support" && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent mqtt@5.16.0

cat >show.mjs <<'JS'
const { withMosquitto, join, pause } = await import(`${process.argv[2]}/mqtt-brokers.mjs`)
const expiring = (sessionExpiryInterval) => ({ clean: false, properties: { sessionExpiryInterval } })
/** One of two workers goes away; what the other gets of ten scans, and what the first finds when it is back `afterMs` later. */
const oneAway = (expirySeconds, waitMs, afterMs) => withMosquitto(async (port) => {
  const stays = await join(port, 'stays', expiring(600))
  const leaves = await join(port, 'leaves', expiring(expirySeconds))
  for (const worker of [stays, leaves]) await worker.subscribeAsync('$share/importers/scans', { qos: 1 })
  await leaves.endAsync(true)
  await pause(waitMs)
  const sender = await join(port, 'sender')
  for (let i = 0; i < 10; i += 1) await sender.publishAsync('scans', `${i}`, { qos: 1 })
  await pause(afterMs)
  const back = await join(port, 'leaves', expiring(expirySeconds))
  await pause(400)
  for (const client of [stays, back, sender]) client.end(true)
  return `${stays.received.length} worked on, ${back.received.length} by the one that came back, ${10 - stays.received.length - back.received.length} lost`
})
const main = async () => {
  const seen = [
    ['back within its session', await oneAway(600, 0, 500)],
    ['back after its session', await oneAway(2, 0, 4500)],
    ['session over before the scans', await oneAway(1, 3500, 500)],
  ]
  for (const [name, outcome] of seen) console.log(`${name.padEnd(30)} ${outcome}`)
  const asSeen = seen.map(([, outcome]) => outcome.replace(/[^0-9,]/g, '')).join(' ') === '5,5,0 5,0,5 10,0,0'
  if (!asSeen) console.log('CHANGED: the broker deals otherwise')
  process.exit(asSeen ? 0 : 1)
}
main().catch((error) => { console.error(error); process.exit(1) })
JS
node show.mjs "$support"
