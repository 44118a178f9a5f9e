#!/usr/bin/env bash
# Guess:   a client with two subscriptions that both match a message, one of QoS 1 and one of QoS 0, gets it once, with the
#          higher QoS (MQTT 3.1.1 says so); which protocol version it speaks makes no difference.
# So is:   it depends on broker, version and whether the client is there. mosquitto: once with QoS 1 to a 3.1.1 client,
#          TWICE (QoS 1 and QoS 0) to an MQTT 5 client, once to one that was offline. aedes: once, with the LOWER QoS 0, to
#          both versions; with QoS 1 to one that was offline. So on aedes a message that was under way when the link broke
#          is lost although a QoS 1 subscription asked for it; without the second subscription it comes again.
# Tried:   mosquitto 2.0.11 (Debian 12), aedes 2.0.0-beta.1, mqtt 5.16.0 as client, Node 20.
# Matters: `readers/+/scans` for the count and `readers/#` at QoS 0 for a log in one process: counts double when the client
#          library moves to MQTT 5 on the one broker, and lose scans at each broken link on the other.
# We:      scans are counted by event id, and no client subscribes twice to what it must not lose.
set -euo pipefail
support=$(cd "$(dirname "$0")/support" && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent aedes@2.0.0-beta.1 mqtt@5.16.0

cat >show.mjs <<'JS'
const { onBothBrokers, join, pause } = await import(`${process.argv[2]}/mqtt-brokers.mjs`)
const LASTING = { clean: false, properties: { sessionExpiryInterval: 600 } }
const subscribe = async (client, overlapping) => {
  await client.subscribeAsync('readers/+/scans', { qos: 1 })
  if (overlapping) await client.subscribeAsync('readers/#', { qos: 0 })
}
const publish = async (port, text) => {
  const sender = await join(port, 'sender')
  await sender.publishAsync('readers/desk/scans', text, { qos: 1 })
  sender.end(true)
}
const online = (protocolVersion) => async (port) => {
  const client = await join(port, 'counter', { protocolVersion })
  await subscribe(client, true)
  await publish(port, 'scan')
  await pause(300)
  client.end(true)
  return client.received.map(({ qos }) => `QoS ${qos}`).join(' and ')
}
const offline = async (port) => {
  const client = await join(port, 'counter', LASTING)
  await subscribe(client, true)
  await client.endAsync(true)
  await publish(port, 'scan')
  const back = await join(port, 'counter', LASTING)
  await pause(300)
  back.end(true)
  return back.received.map(({ qos }) => `QoS ${qos}`).join(' and ')
}
/** The client is connected but has not read the message when its link breaks. */
const brokenLink = (overlapping) => async (port) => {
  const client = await join(port, 'counter', LASTING)
  await subscribe(client, overlapping)
  client.stream.pause()
  await publish(port, 'scan')
  await pause(300)
  client.stream.destroy()
  await pause(300)
  const back = await join(port, 'counter', LASTING)
  await pause(300)
  back.end(true)
  return client.received.concat(back.received).length === 0 ? 'lost' : 'received'
}
const main = async () => {
  const seen = {
    'connected, MQTT 3.1.1': await onBothBrokers(online(4)),
    'connected, MQTT 5': await onBothBrokers(online(5)),
    'offline, MQTT 5': await onBothBrokers(offline),
    'link breaks, both subscriptions': await onBothBrokers(brokenLink(true)),
    'link breaks, only QoS 1': await onBothBrokers(brokenLink(false)),
  }
  for (const [name, { mosquitto, aedes }] of Object.entries(seen)) console.log(`${name.padEnd(32)} mosquitto: ${mosquitto.padEnd(16)} aedes: ${aedes}`)
  const outcome = Object.values(seen).map(({ mosquitto, aedes }) => `${mosquitto}/${aedes}`).join('; ')
  const asSeen = outcome === 'QoS 1/QoS 0; QoS 1 and QoS 0/QoS 0; QoS 1/QoS 1; received/lost; received/received'
  if (!asSeen) console.log('CHANGED: the brokers agree, or differ otherwise')
  process.exit(asSeen ? 0 : 1)
}
main().catch((error) => { console.error(error); process.exit(1) })
JS
node show.mjs "$support"
