#!/usr/bin/env bash
# Guess:   a local S3 either serves the range `bytes=-N` (the last N bytes) or ignores it and sends the whole object.
# So is:   s3rver takes -N for 0 to N: it answers 206 with the FIRST N+1 bytes and a Content-Range that says so. All other
#          single ranges are right, one that is out of reach is refused.
# Tried:   s3rver 3.7.1, @aws-sdk/client-s3 3.1169.0, Node 20.
# Matters: the end of a file is where formats keep their contents list: ZIP, Parquet (a DynamoDB or inventory export), and
#          the last line of an append-only log. A reader that trusts its range takes the oldest scan for the newest.
# We:      ledger and export objects are read whole.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent s3rver@3.7.1 @aws-sdk/client-s3@3.1169.0

cat >show.cjs <<'JS'
const S3rver = require('s3rver')
const { S3Client, PutObjectCommand, GetObjectCommand } = require('@aws-sdk/client-s3')
const main = async () => {
  const server = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory: './objects', configureBuckets: [{ name: 'ledger' }] })
  const { port } = await server.run()
  const s3 = new S3Client({
    endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', forcePathStyle: true,
    credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
  })
  const object = { Bucket: 'ledger', Key: 'scans' }
  await s3.send(new PutObjectCommand({ ...object, Body: '0123456789' }))
  const seen = {}
  console.log('s3rver', require('s3rver/package.json').version, 'node', process.version, 'object 0123456789')
  for (const Range of ['bytes=2-4', 'bytes=8-', 'bytes=8-99', 'bytes=-3', 'bytes=-1']) {
    const { Body, ContentRange, $metadata } = await s3.send(new GetObjectCommand({ ...object, Range }))
    seen[Range] = await Body.transformToString()
    console.log(Range.padEnd(12), $metadata.httpStatusCode, seen[Range].padEnd(8), ContentRange)
  }
  await server.close()
  const asSeen = seen['bytes=-3'] === '0123' && seen['bytes=-1'] === '01' && seen['bytes=2-4'] === '234' && seen['bytes=8-99'] === '89'
  if (!asSeen) console.log('CHANGED: a suffix range gives other bytes')
  process.exit(asSeen ? 0 : 1)
}
main().catch((error) => { console.error(error); process.exit(1) })
JS
NODE_NO_WARNINGS=1 node show.cjs
