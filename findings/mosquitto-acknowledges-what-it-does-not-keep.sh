#!/usr/bin/env bash
# Guess:   a PUBACK of reason 0 says that the broker has taken responsibility: with `persistence true` the message is on disk,
#          and a queue that is full says so (0x97, quota exceeded) or drops its oldest.
# So is:   mosquitto acknowledges at once and writes its database every 30 minutes and at an orderly end: killed, it comes back
#          without the messages, the retained ones and the session, and says sessionPresent false. And of 1,500 messages for a
#          client that is away it keeps the first 1,000 and acknowledges the other 500 with reason 0 all the same.
#          With `autosave_on_changes true` and `autosave_interval 1` nothing is lost by the kill.
# Tried:   mosquitto 2.0.11 (Debian 12), mqtt-packet 9.0.2, mqtt 5.16.0, Node 20.
# Matters: a broker in the branch that buffers for a slow line to the cloud: a power cut after a busy Saturday loses every scan
#          that its readers have deleted because it was acknowledged.
# We:      readers speak to IoT Core itself; no broker of ours stands between.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent mqtt-packet@9.0.2 mqtt@5.16.0

cat >show.cjs <<'JS'
const { spawn } = require('node:child_process')
const { once } = require('node:events')
const { mkdtempSync, writeFileSync } = require('node:fs')
const net = require('node:net')
const { join } = require('node:path')
const mqtt = require('mqtt')
const packets = require('mqtt-packet')
const pause = (ms) => new Promise((go) => setTimeout(go, ms))
const LASTING = { clean: false, protocolVersion: 5, properties: { sessionExpiryInterval: 3600 }, reconnectPeriod: 0 }

const freePort = () => new Promise((resolve) => {
  const server = net.createServer().listen(0, '127.0.0.1', () => { const { port } = server.address(); server.close(() => resolve(port)) })
})
const start = async (folder, port, more) => {
  writeFileSync(join(folder, 'conf'), `listener ${port} 127.0.0.1\nallow_anonymous true\nuser root\npersistence true\npersistence_location ${folder}/\n${more}`)
  const broker = spawn('mosquitto', ['-c', join(folder, 'conf')], { stdio: 'ignore', env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` } })
  await pause(700)
  return broker
}
const connect = async (port, clientId) => {
  const client = mqtt.connect({ host: '127.0.0.1', port, clientId, ...LASTING })
  client.received = []
  client.on('error', () => {}).on('message', (_topic, payload) => client.received.push(payload.toString()))
  const [{ sessionPresent }] = await once(client, 'connect')
  return Object.assign(client, { sessionPresent })
}
/** Publishes with QoS 1; answers the reason codes of the acknowledgements (none given is 0). */
const publish = async (port, count) => {
  const socket = net.connect(port, '127.0.0.1')
  await once(socket, 'connect')
  const parser = packets.parser({ protocolVersion: 5 })
  const reasons = []
  parser.on('packet', ({ cmd, reasonCode = 0 }) => { if (cmd === 'puback') reasons.push(reasonCode) })
  socket.on('data', (bytes) => parser.parse(bytes))
  const send = (packet) => socket.write(packets.generate(packet, { protocolVersion: 5 }))
  send({ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 5, clean: true, clientId: 'reader', keepalive: 60 })
  for (let i = 1; i <= count; i += 1) {
    send({ cmd: 'publish', topic: 'scans', payload: `${i}`, qos: 1, messageId: i, dup: false, retain: i === count })
    for (let wait = 0; reasons.length < i - 10 && wait < 1000; wait += 1) await pause(5)
  }
  await pause(500)
  socket.destroy()
  return `${reasons.length} acknowledged, reasons ${[...new Set(reasons)].join(' ')}`
}
const ended = async (broker, signal) => { const exit = once(broker, 'exit'); broker.kill(signal); await exit }

const run = async (count, signal, more = '') => {
  const folder = mkdtempSync(join(process.cwd(), 'broker-'))
  const port = await freePort()
  let broker = await start(folder, port, more)
  try {
    const away = await connect(port, 'collector')
    await away.subscribeAsync('scans', { qos: 1 })
    await away.endAsync()
    const acknowledged = await publish(port, count)
    if (signal) {
      await pause(1500)
      await ended(broker, signal)
      broker = await start(folder, port, more)
    }
    const back = await connect(port, 'collector')
    await pause(800)
    const late = await connect(port, 'late')
    await late.subscribeAsync('scans', { qos: 1 })
    await pause(300)
    for (const client of [back, late]) client.end(true)
    const [first, last] = [back.received[0] ?? '-', back.received.at(-1) ?? '-']
    return `${acknowledged}; session ${back.sessionPresent}, delivered ${back.received.length} (${first} to ${last}), retained ${late.received.length}`
  } finally {
    await ended(broker, 'SIGKILL').catch(() => {})
  }
}
const main = async () => {
  const seen = [
    ['20 messages, orderly end', await run(20, 'SIGTERM')],
    ['20 messages, killed', await run(20, 'SIGKILL')],
    ['20 messages, killed, saved at each change', await run(20, 'SIGKILL', 'autosave_on_changes true\nautosave_interval 1\n')],
    ['1,500 messages, no restart', await run(1500)],
  ]
  for (const [name, outcome] of seen) console.log(`${name}\n    ${outcome}`)
  const asSeen = seen.map(([, outcome]) => outcome).join('|') === [
    '20 acknowledged, reasons 0; session true, delivered 20 (1 to 20), retained 1',
    '20 acknowledged, reasons 0; session false, delivered 0 (- to -), retained 0',
    '20 acknowledged, reasons 0; session true, delivered 20 (1 to 20), retained 1',
    '1500 acknowledged, reasons 0; session true, delivered 1000 (1 to 1000), retained 1',
  ].join('|')
  if (!asSeen) console.log('CHANGED: the broker keeps or loses otherwise')
  process.exit(asSeen ? 0 : 1)
}
main().catch((error) => { console.error(error); process.exit(1) })
JS
node show.cjs
