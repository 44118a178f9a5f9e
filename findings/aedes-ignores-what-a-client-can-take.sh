#!/usr/bin/env bash
# Guess:   a broker that speaks MQTT 5 keeps to the Receive Maximum and Maximum Packet Size of a client's CONNECT; a message
#          that is too large for it is left out for that client.
# So is:   aedes reads both and keeps to neither: a client that takes 2 unacknowledged messages is sent 5, one that takes
#          packets of 100 bytes is sent 200.
#          mosquitto keeps to both limits; the large message is gone without a word, and its publisher has its PUBACK.
# Tried:   aedes 2.0.0-beta.1, mosquitto 2.0.11 (Debian 12), mqtt-packet 9.0.2, mqtt 5.16.0, Node 20.
# Matters: a reader with little memory says so in these two fields. A job document or retained setting above its limit comes
#          all the same from the one broker, and never from the other.
# We:      readers set neither limit.
set -euo pipefail
support=$(cd "$(dirname "$0")/support" && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent aedes@2.0.0-beta.1 mqtt-packet@9.0.2 mqtt@5.16.0

cat >show.mjs <<'JS'
import { once } from 'node:events'
import net from 'node:net'
import packets from 'mqtt-packet'
const { onBothBrokers, join, pause } = await import(`${process.argv[2]}/mqtt-brokers.mjs`)
const V5 = { protocolVersion: 5 }
/** Subscribes with these limits and acknowledges nothing; answers the sizes of the messages that come. */
const rawSubscriber = async (port, properties, texts) => {
  const socket = net.connect(port, '127.0.0.1').setNoDelay(true)
  await once(socket, 'connect')
  const parser = packets.parser(V5)
  const sizes = []
  parser.on('packet', ({ cmd, payload }) => { if (cmd === 'publish') sizes.push(payload.length) })
  socket.on('data', (bytes) => parser.parse(bytes))
  const send = (packet) => socket.write(packets.generate(packet, V5))
  send({ cmd: 'connect', protocolId: 'MQTT', ...V5, clean: true, clientId: 'reader', keepalive: 60, properties })
  send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'jobs', qos: 1 }] })
  await pause(300)
  await publish(port, texts)
  await pause(400)
  socket.destroy()
  return `sizes ${sizes.join(' ')}`
}
const publish = async (port, texts) => {
  const sender = await join(port, 'sender')
  for (const text of texts) await sender.publishAsync('jobs', text, { qos: 1 })
  sender.end(true)
}
const main = async () => {
  const seen = {
    'Receive Maximum 2, five messages': await onBothBrokers((port) => rawSubscriber(port, { receiveMaximum: 2 }, ['a', 'b', 'c', 'd', 'e'])),
    'Maximum Packet Size 100, 200 bytes and 5': await onBothBrokers((port) => rawSubscriber(port, { maximumPacketSize: 100 }, ['x'.repeat(200), 'small'])),
  }
  for (const [name, { mosquitto, aedes }] of Object.entries(seen)) console.log(`${name}\n    mosquitto: ${mosquitto}\n    aedes:     ${aedes}`)
  const outcome = Object.values(seen).map(({ mosquitto, aedes }) => `${mosquitto}/${aedes}`).join('; ')
  const asSeen = outcome ===
    'sizes 1 1/sizes 1 1 1 1 1; sizes 5/sizes 200 5'
  if (!asSeen) console.log('CHANGED: the limits are kept, or broken otherwise')
  process.exit(asSeen ? 0 : 1)
}
main().catch((error) => { console.error(error); process.exit(1) })
JS
node show.mjs "$support"
