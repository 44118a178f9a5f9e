#!/usr/bin/env bash
# Guess:   DynamoDB sends the CRC-32 of every answer (x-amz-crc32) so that a client can tell a damaged one; the SDK checks it,
#          as its S3 client checks an object. An answer without a body is an error.
# So is:   the JavaScript SDK's DynamoDB client never looks at it: an answer whose sum is wrong is taken as it is. And a 200
#          with an empty body, as a proxy or a cut-off gateway may send, is "no such item" for GetItem and "no rows" for
#          Query. The S3 client of the same SDK refuses an object with a wrong sum, and the SDK's version 2 and those for
#          Go, Java and Python do check DynamoDB's.
# Tried:   @aws-sdk/client-dynamodb 3.1164.0, @aws-sdk/client-s3 3.1169.0 against an HTTP server on the loopback, Node 20
#          (zlib.crc32 from 20.15).
# Matters: a count or an id changed on its way, by a proxy or by memory, goes into the history as read; "not there" registers
#          a copy a second time. Only TLS stands between, and it ends at the proxy.
# We:      sealed days carry hashes of their events, and `verify` compares every served row with them.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent @aws-sdk/client-dynamodb@3.1164.0 @aws-sdk/client-s3@3.1169.0

cat >show.cjs <<'JS'
const { createServer } = require('node:http')
const { crc32 } = require('node:zlib')
const { DynamoDBClient, GetItemCommand, QueryCommand } = require('@aws-sdk/client-dynamodb')
const { S3Client, GetObjectCommand } = require('@aws-sdk/client-s3')
let answer
const server = createServer((request, response) => { request.resume().on('end', () => answer(response)) })
const outcome = async (call) => {
  try { return JSON.stringify(await call()) } catch (error) { return `refused: ${error.message.slice(0, 60)}` }
}
server.listen(0, '127.0.0.1', async () => {
  const settings = {
    endpoint: `http://127.0.0.1:${server.address().port}`, region: 'us-east-1', maxAttempts: 1, forcePathStyle: true,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  }
  const dynamodb = new DynamoDBClient(settings)
  const s3 = new S3Client(settings)
  const Key = { id: { S: 'copy-1' } }
  const get = async () => (await dynamodb.send(new GetItemCommand({ TableName: 'stock', Key }))).Item ?? 'no such item'
  const query = async () => (await dynamodb.send(new QueryCommand({ TableName: 'stock', KeyConditionExpression: 'id = :id', ExpressionAttributeValues: { ':id': Key.id } }))).Items ?? 'no rows'
  const object = async () => (await s3.send(new GetObjectCommand({ Bucket: 'ledger', Key: 'scans' }))).Body.transformToString()

  const sent = '{"Item":{"copies":{"N":"3"}}}'
  const arrived = sent.replace('3', '8')
  answer = (response) => response.setHeader('content-type', 'application/x-amz-json-1.0').setHeader('x-amz-crc32', String(crc32(sent))).end(arrived)
  const damaged = await outcome(get)
  answer = (response) => response.setHeader('content-type', 'application/x-amz-json-1.0').end()
  const empty = await outcome(get)
  const emptyQuery = await outcome(query)
  answer = (response) => response.setHeader('x-amz-checksum-crc32', 'AAAAAA==').end('scans')
  const damagedObject = await outcome(object)

  console.log('client-dynamodb', require('@aws-sdk/client-dynamodb/package.json').version, 'node', process.version)
  console.log('GetItem, 3 copies sent, 8 arrive, checksum of 3:', damaged)
  console.log('GetItem, 200 with an empty body:', empty)
  console.log('Query, 200 with an empty body:', emptyQuery)
  console.log('S3 GetObject with a wrong checksum:', damagedObject)
  const asSeen = damaged === '{"copies":{"N":"8"}}' && empty === '"no such item"' && emptyQuery === '"no rows"' && damagedObject.startsWith('refused: Checksum mismatch')
  if (!asSeen) console.log('CHANGED: the client checks its answers otherwise')
  process.exit(asSeen ? 0 : 1)
})
JS
NODE_NO_WARNINGS=1 node show.cjs
