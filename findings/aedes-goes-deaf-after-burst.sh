#!/usr/bin/env bash
# Guess:   while a broker waits for the answer whether a message may be published, it either goes on answering PINGREQ
#          (only the message waits) or takes nothing from that client until the answer is there.
# So is:   it depends on how the bytes arrived. One message that waits for authorizePublish: pings are answered at once.
#          N messages that came in one read: aedes leaves the next N-1 arrivals unread and answers the ping of the N-th,
#          all of them together. After a burst of 10 a client that pings sees nothing and gives the link up.
# Tried:   aedes 2.0.0-beta.1, raw packets of mqtt-packet 9.0.2, and mqtt 5.16.0 as a client, Node 20.
# Matters: a reader that comes back after an outage sends its backlog in one burst. An authorizer slower than the
#          keepalive then looks like a bad network that heals in every test with a single message.
# We:      the local broker lets a publish wait for its rules, which take milliseconds against a keepalive of 30 s.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent aedes@2.0.0-beta.1 mqtt-packet@9.0.2 mqtt@5.16.0

cat >show.cjs <<'JS'
const net = require('node:net')
const { once } = require('node:events')
const packets = require('mqtt-packet')
const mqtt = require('mqtt')
const pause = (ms) => new Promise((go) => setTimeout(go, ms))
const publish = (messageId) =>
  packets.generate({ cmd: 'publish', topic: 'scans', payload: 'scan', qos: 1, messageId, dup: false, retain: false })

const start = async () => {
  const { Aedes } = await import('aedes')
  const waiting = []
  const state = { asked: 0, allow: () => { for (const done of waiting.splice(0)) done(null) } }
  const broker = await Aedes.createBroker({
    authorizePublish: (_client, _packet, done) => { state.asked += 1; waiting.push(done) },
  })
  const server = net.createServer(broker.handle).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { ...state, port: server.address().port, asked: () => state.asked }
}

/** Sends `burst` messages in one write, then a ping every 300 ms; answers the number of the ping whose answer came first. */
const pingsUntilAnswer = async (burst, pings) => {
  const broker = await start()
  const socket = net.connect(broker.port, '127.0.0.1').setNoDelay(true)
  const parser = packets.parser()
  let answers = 0
  let puback = 0
  parser.on('packet', ({ cmd }) => { if (cmd === 'pingresp') answers += 1; if (cmd === 'puback') puback += 1 })
  socket.on('data', (bytes) => parser.parse(bytes))
  socket.write(packets.generate({
    cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean: true, clientId: 'reader', keepalive: 60 }))
  await pause(200)
  socket.write(Buffer.concat(Array.from({ length: burst }, (_, i) => publish(i + 1))))
  await pause(200)
  const after = []
  for (let i = 1; i <= pings; i += 1) {
    socket.write(packets.generate({ cmd: 'pingreq' }))
    await pause(300)
    after.push(answers)
  }
  broker.allow()
  await pause(300)
  socket.destroy()
  console.log(`burst of ${burst}, all waiting: pings answered after each of ${pings} pings: ${after.join(' ')}; once allowed: ${answers}, acknowledged ${puback}`)
  return after
}

const main = async () => {
  console.log('aedes 2.0.0-beta.1, node', process.version)
  const one = await pingsUntilAnswer(1, 3)
  const three = await pingsUntilAnswer(3, 4)
  const ten = await pingsUntilAnswer(10, 6)

  const broker = await start()
  const client = mqtt.connect({ host: '127.0.0.1', port: broker.port, clientId: 'reader', clean: false, keepalive: 2, reconnectPeriod: 200 })
  let closed = 0
  client.on('close', () => { closed += 1 })
  client.on('error', () => {})
  await once(client, 'connect')
  for (let i = 0; i < 10; i += 1) client.publish('scans', `scan ${i}`, { qos: 1 })
  await pause(10_000)
  console.log(`mqtt.js, keepalive 2 s, 10 messages that wait 10 s: link given up ${closed} times, messages seen by the broker: ${broker.asked()}`)

  const asSeen =
    one.join() === '1,2,3' && three.join() === '0,0,3,4' && ten.every((count) => count === 0) && closed >= 1
  if (!asSeen) console.log('CHANGED: pings are answered otherwise while publishes are being authorized')
  process.exit(asSeen ? 0 : 1)
}
main().catch((error) => { console.error(error); process.exit(1) })
JS
node show.cjs
