#!/usr/bin/env bash
# Guess:   the jobs client of the AWS IoT device SDK sends the request it was given. `includeJobDocument: false` asks for
#          the answer without the document, `expectedVersion: 0` makes an update fail if anyone was there before.
# So is:   the newer client (IotJobsClientv2) copies a field only if it is truthy. false and 0 are typed, accepted and
#          never sent: the service sees a request without them and takes its default (document included, no version
#          check). The older client (IotJobsClient) of the same package sends them.
# Tried:   aws-iot-device-sdk-v2 1.28.0 against aedes 2.0.0-beta.1 on the loopback, Node 20.
# Matters: optimistic locking on the first version of a job execution is silently off: two processes of one reader both
#          think that they started the update. Turning the document off to spare a slow link does nothing.
# We:      the reader asks only for startNextPending and updates without these fields; it relies on none of them.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent aws-iot-device-sdk-v2@1.28.0 aedes@2.0.0-beta.1

cat >show.cjs <<'JS'
const net = require('node:net')
const { once } = require('node:events')
const { iotjobs, mqtt5 } = require('aws-iot-device-sdk-v2')
const THING = 'return-bin-1'
const describe = { thingName: THING, jobId: 'job-1', executionNumber: 0, includeJobDocument: false }
const update = { ...describe, status: iotjobs.model.JobStatus.IN_PROGRESS, expectedVersion: 0, stepTimeoutInMinutes: 1 }

const main = async () => {
  const { Aedes } = await import('aedes')
  const broker = await Aedes.createBroker()
  const server = net.createServer(broker.handle).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const seen = []
  broker.on('publish', (packet, client) => {
    if (client && packet.topic.startsWith('$aws/')) seen.push(JSON.parse(packet.payload.toString()))
  })
  const connect = async (clientId) => {
    const client = new mqtt5.Mqtt5Client({
      hostName: '127.0.0.1', port: server.address().port,
      connectProperties: { clientId, keepAliveIntervalSeconds: 30 },
    })
    const connected = once(client, 'connectionSuccess')
    client.start()
    await connected
    return client
  }
  const sent = async (count) => {
    for (let i = 0; i < 100 && seen.length < count; i += 1) await new Promise((go) => setTimeout(go, 50))
    return seen.splice(0).map(({ clientToken, ...rest }) => rest)
  }

  const older = iotjobs.IotJobsClient.newFromMqtt5Client(await connect('older'))
  await older.publishDescribeJobExecution({ ...describe }, 1)
  await older.publishUpdateJobExecution({ ...update }, 1)
  const fromOlder = await sent(2)

  const newer = iotjobs.IotJobsClientv2.newFromMqtt5(await connect('newer'), {
    maxRequestResponseSubscriptions: 4, maxStreamingSubscriptions: 1, operationTimeoutInSeconds: 2,
  })
  // Nobody answers: only what reaches the broker counts.
  await Promise.allSettled([newer.describeJobExecution({ ...describe })])
  await Promise.allSettled([newer.updateJobExecution({ ...update })])
  const fromNewer = await sent(2)

  console.log('aws-iot-device-sdk-v2', require('aws-iot-device-sdk-v2/package.json').version, 'node', process.version)
  console.log('asked for   ', JSON.stringify([describe, update]))
  console.log('older sends ', JSON.stringify(fromOlder))
  console.log('newer sends ', JSON.stringify(fromNewer))
  const has = (request, name) => request !== undefined && Object.hasOwn(request, name)
  const asSeen =
    fromNewer.length === 2 && fromNewer[1].status === 'IN_PROGRESS' && fromNewer[1].stepTimeoutInMinutes === 1 &&
    !has(fromNewer[0], 'includeJobDocument') && !has(fromNewer[0], 'executionNumber') &&
    !has(fromNewer[1], 'expectedVersion') &&
    has(fromOlder[0], 'includeJobDocument') && has(fromOlder[1], 'expectedVersion')
  if (!asSeen) console.log('CHANGED: the newer client sends (or the older one drops) false and 0')
  process.exit(asSeen ? 0 : 1)
}
main().catch((error) => { console.error(error); process.exit(1) })
JS
node show.cjs
