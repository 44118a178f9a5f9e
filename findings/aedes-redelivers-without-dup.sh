#!/usr/bin/env bash
# Guess:   what a broker sends again after a broken link carries the DUP flag (MQTT 5 and 3.1.1 demand it), so a consumer may
#          treat messages without it as new.
# So is:   aedes sends unacknowledged messages again, in order and under the same packet ids, but with DUP clear: nothing tells
#          them from new ones. mosquitto sets it.
# Tried:   aedes 2.0.0-beta.1, mosquitto 2.0.11 (Debian 12), raw packets of mqtt-packet 9.0.2, Node 20.
# Matters: an importer that looks for doubles only where DUP is set counts a loan twice after a broken link on the one broker;
#          its tests for the flag pass on the other.
# We:      doubles are known by the event's id, never by the flag.
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
/** A client that acknowledges nothing; `messages` holds what came, as text, packet id and flag. */
const silent = async (port, protocolVersion) => {
  const socket = net.connect(port, '127.0.0.1').setNoDelay(true)
  await once(socket, 'connect')
  const parser = packets.parser({ protocolVersion })
  const messages = []
  parser.on('packet', ({ cmd, payload, messageId, dup }) => { if (cmd === 'publish') messages.push({ text: payload.toString(), messageId, dup }) })
  socket.on('data', (bytes) => parser.parse(bytes))
  const send = (packet) => socket.write(packets.generate(packet, { protocolVersion }))
  send({
    cmd: 'connect', protocolId: 'MQTT', protocolVersion, clean: false, clientId: 'importer', keepalive: 60,
    ...(protocolVersion === 5 && { properties: { sessionExpiryInterval: 600 } }) })
  return { socket, messages, send }
}
const redelivered = (protocolVersion) => async (port) => {
  const first = await silent(port, protocolVersion)
  first.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'scans', qos: 1 }] })
  await pause(300)
  const sender = await join(port, 'sender')
  for (const text of ['scan-1', 'scan-2']) await sender.publishAsync('scans', text, { qos: 1 })
  await pause(300)
  first.socket.destroy()
  await pause(300)
  const second = await silent(port, protocolVersion)
  await pause(400)
  second.socket.destroy()
  sender.end(true)
  const sameIds = second.messages.map(({ messageId }) => messageId).join() === first.messages.map(({ messageId }) => messageId).join()
  return `${second.messages.map(({ text, dup }) => `${text} dup ${dup}`).join(', ')}, same ids ${sameIds}`
}
const main = async () => {
  const seen = { 'MQTT 5': await onBothBrokers(redelivered(5)), 'MQTT 3.1.1': await onBothBrokers(redelivered(4)) }
  for (const [name, { mosquitto, aedes }] of Object.entries(seen)) console.log(`${name}: sent again\n    mosquitto: ${mosquitto}\n    aedes:     ${aedes}`)
  const asSeen = Object.values(seen).every(({ mosquitto, aedes }) =>
    mosquitto === 'scan-1 dup true, scan-2 dup true, same ids true' && aedes === 'scan-1 dup false, scan-2 dup false, same ids true')
  if (!asSeen) console.log('CHANGED: the flag is set otherwise')
  process.exit(asSeen ? 0 : 1)
}
main().catch((error) => { console.error(error); process.exit(1) })
JS
node show.mjs "$support"
