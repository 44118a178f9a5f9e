/** A way to get it wrong: what is put in the place of what, and the tests that must notice. */
export type Mutation = {
  readonly name: string;
  readonly file: string;
  /** Each text to be found exactly once, and what stands there instead. */
  readonly edits: readonly (readonly [find: string, instead: string])[];
  readonly tests: string;
};

const ANY_COURSE = 'test/simulator/exactness';
const HOT_SPOTS = 'test/simulator/hot-spots';
const RACES = 'test/simulator/races';
const BATCHES = 'test/simulator/batches';
const ONE_BATCH = 'test/adapters/dynamodb/contribution-batches';
const UNCOUNTED = 'test/adapters/dynamodb/uncounted-rows';
const INGEST = 'test/simulator/fuzz';

const CIRCULATION = 'adapters/dynamodb/circulation-table.ts';
const BATCH_COMMIT = 'adapters/dynamodb/contribution-commit.ts';
const RESOLVE = 'adapters/dynamodb/resolve-contribution.ts';
const EVENTS = 'adapters/dynamodb/events-table.ts';
const TRANSACT = 'const result = await transact(client, itemsOf(together, settings), tagIds);';

export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'drop the revision condition',
    file: CIRCULATION,
    edits: [["'revision = :standsOn'", "'attribute_exists(pk) OR revision = :standsOn'"]],
    tests: ANY_COURSE,
  },
  {
    name: 'write a new tag without asking whether it is there',
    file: CIRCULATION,
    edits: [["{ ConditionExpression: 'attribute_not_exists(pk)' }", '{}']],
    tests: ANY_COURSE,
  },
  {
    name: 'ADD to the stock before the transaction',
    file: CIRCULATION,
    edits: [
      ['    ...stockItems(changes, settings),\n', ''],
      [
        TRANSACT,
        `for (const { Update } of stockItems(together, settings)) await client.send(new UpdateItemCommand(Update!));
         ${TRANSACT}`,
      ],
    ],
    tests: ANY_COURSE,
  },
  {
    name: 'ADD to the stock after the transaction',
    file: CIRCULATION,
    edits: [
      ['    ...stockItems(changes, settings),\n', ''],
      [
        TRANSACT,
        `${TRANSACT}
         if (result === 'committed') for (const { Update } of stockItems(together, settings)) {
           await client.send(new UpdateItemCommand(Update!)); }`,
      ],
    ],
    tests: ANY_COURSE,
  },
  {
    name: 'loan rows outside the transaction',
    file: CIRCULATION,
    edits: [
      [
        'import {\n  ConditionalCheckFailedException,',
        'import {\n  PutItemCommand,\n  ConditionalCheckFailedException,',
      ],
      [
        '...changes.flatMap((change) => otherItems(change, settings)),',
        '...changes.flatMap((change) => otherItems(change, settings)).filter(({ Put }) => !Put),',
      ],
      [
        TRANSACT,
        `for (const { Put } of together.flatMap((change) => otherItems(change, settings))) {
           if (Put) await client.send(new PutItemCommand(Put)); }
         ${TRANSACT}`,
      ],
    ],
    tests: RACES,
  },
  {
    name: 'take a row that was not put for put',
    file: 'adapters/dynamodb/put-each.ts',
    edits: [['return lost.length === 0 ?', 'return lost.length >= 0 ?']],
    tests: ANY_COURSE,
  },
  {
    name: 'take a contribution that is there for new',
    file: BATCH_COMMIT,
    edits: [["ConditionExpression: 'attribute_not_exists(pk)',", '']],
    tests: ANY_COURSE,
  },
  {
    name: 'put a contribution of a batch without asking whether one is there',
    file: 'adapters/dynamodb/put-contribution.ts',
    edits: [
      [
        "{ ConditionExpression: 'attribute_not_exists(pk)' }",
        "{ ConditionExpression: 'pk = pk OR attribute_not_exists(pk)' }",
      ],
    ],
    tests: ONE_BATCH,
  },
  {
    name: 'count a secondary without looking at its primary',
    file: RESOLVE,
    edits: [['(await isCommitted(row.with, place))', '(await Promise.resolve(true))']],
    tests: BATCHES,
  },
  {
    name: 'count a secondary by whatever is in the place of its primary',
    file: RESOLVE,
    edits: [['return standing?.batch === batch.batch;', 'return standing !== undefined;']],
    tests: BATCHES,
  },
  {
    name: 'take a batch that is only slow for one that never comes',
    file: RESOLVE,
    edits: [[' ??\n    (await takePlaceOf(batch, place))', '']],
    tests: BATCHES,
  },
  {
    name: 'delete a contribution that does not count',
    file: RESOLVE,
    edits: [
      [
        'import type { Contribution }',
        "import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';\nimport { marshall } from '@aws-sdk/util-dynamodb';\nimport type { Contribution }",
      ],
      [
        'await putInsteadOf(row.with.batch, toContributionItem(empty, place.generation), place);',
        `const { pk, sk } = toContributionItem(empty, place.generation);
         const Key = marshall({ pk, sk });
         await place.client.send(new DeleteItemCommand({ TableName: place.analyticsTable, Key }));`,
      ],
    ],
    tests: ONE_BATCH,
  },
  {
    name: 'keep how far a contribution had read that does not count',
    file: RESOLVE,
    edits: [
      [
        'const empty = await emptyAt(row.contribution, place);',
        'const empty = { ...(await emptyAt(row.contribution, place)), reading: row.contribution.reading, rewriting: false };',
      ],
    ],
    tests: BATCHES,
  },
  {
    name: 'add what a secondary that was refused would have added',
    file: BATCH_COMMIT,
    edits: [['put: changes.filter((_, i) => areOurs[i]),', 'put: [...changes],']],
    tests: BATCHES,
  },
  {
    name: 'take a put that was sent again for refused',
    file: BATCH_COMMIT,
    edits: [[' || standing.with?.batch === batch.batch', '']],
    tests: BATCHES,
  },
  {
    name: 'give up a batch at the first conflict and begin another',
    file: BATCH_COMMIT,
    edits: [["if (result !== 'conflict' || attempt >= MAX_ATTEMPTS)", 'if (attempt >= 1)']],
    tests: ONE_BATCH,
  },
  {
    name: 'commit again what is committed beside a tag that was lost',
    file: 'app/project/project-tags.ts',
    edits: [['if (result.othersCommitted) break;', '']],
    tests: 'test/app/project/project-tags',
  },
  {
    name: 'compare a tag by a contribution that does not count',
    file: 'adapters/dynamodb/counting-rows.ts',
    edits: [
      [
        "return primary?.['batch'] === batch ? rows : rows.slice(0, -1);",
        'return primary?.[batch] ? [] : rows;',
      ],
    ],
    tests: UNCOUNTED,
  },
  {
    name: 'read the events of a tag eventually consistent',
    file: EVENTS,
    edits: [
      [
        "ExpressionAttributeValues: marshall({ ':streamId': streamId }),\n        ConsistentRead: true,",
        "ExpressionAttributeValues: marshall({ ':streamId': streamId }),",
      ],
    ],
    tests: ANY_COURSE,
  },
  {
    name: 'read only the first page of the events',
    file: 'adapters/dynamodb/query-rows.ts',
    edits: [
      [
        'for (const item of Items) yield unmarshall(item);',
        'for (const item of Items) yield unmarshall(item);\n    break;',
      ],
    ],
    tests: ANY_COURSE,
  },
  {
    name: 'ignore an insert that was not processed',
    file: EVENTS,
    edits: [
      [
        "if (fate === 'again') throttled.push(event);",
        "if (fate === 'again') answers.set(event, 'inserted');",
      ],
    ],
    tests: ANY_COURSE,
  },
  {
    name: 'one key twice in a batch',
    file: EVENTS,
    edits: [['if (seen.has(key)) return [];', '']],
    tests: 'test/contract/stores',
  },
  {
    name: 'fold on over a void',
    file: 'domain/tag-history.ts',
    edits: [["event.type !== 'ScanVoided' &&", '']],
    tests: ANY_COURSE,
  },
  {
    name: 'fold on over a scan that was voided before it came',
    file: 'domain/tag-history.ts',
    edits: [["!(event.type === 'TagScanned' && known.has(event.data.scanId))", 'true || known']],
    tests: ANY_COURSE,
  },
  {
    name: 'fold by order of arrival',
    file: 'domain/tag-history.ts',
    edits: [['(position === undefined || comparePositions(event, position) > 0) &&', '']],
    tests: ANY_COURSE,
  },
  {
    name: 'keep loans that a new reading of history has no more',
    file: 'app/project/plan-circulation.ts',
    edits: [['removed = kept.loans.filter(({ loanNo }) => !numbers.has(loanNo));', 'removed: Loan[] = [];']],
    tests: ANY_COURSE,
  },
  {
    name: 'keep the row of a loan that runs again',
    file: 'app/project/plan-circulation.ts',
    edits: [
      [
        'const numbers = new Set(loans.map(({ loanNo }) => loanNo));',
        'const numbers = new Set(loansOf(steps).map(({ loanNo }) => loanNo));',
      ],
    ],
    tests: 'test/app/project/running-loans',
  },
  {
    name: 'mark the days of those loans only that get a row',
    file: 'app/project/plan-circulation.ts',
    edits: [
      [
        'return { reading, loans, removedLoans: [], touchedLoans, books',
        'return { reading, loans, removedLoans: [], touchedLoans: loans, books',
      ],
    ],
    tests: ANY_COURSE,
  },
  {
    name: 'mark no day of a running loan that history turns over',
    file: 'app/project/plan-circulation.ts',
    edits: [['...replaced, ...removed, ...running],', '...replaced, ...removed],']],
    tests: 'test/app/project/stale-loan-days',
  },
  {
    name: 'leave running loans out of the export',
    file: 'adapters/dynamodb/loans-of-day.ts',
    edits: [['new Set(await runningLoans(day))', 'new Set<string>()']],
    tests: 'test/adapters/dynamodb/loans-in-motion',
  },
  {
    name: 'look for ended loans before those that run',
    file: 'adapters/dynamodb/loans-of-day.ts',
    edits: [
      ['const ids = new Set(await runningLoans(day));', 'const ids = new Set<string>();'],
      [
        'for await (const id of endedLoans(day)) ids.add(id);',
        'for await (const id of endedLoans(day)) ids.add(id);\n  for (const id of await runningLoans(day)) ids.add(id);',
      ],
    ],
    tests: 'test/adapters/dynamodb/loans-in-motion',
  },
  {
    name: 'show the new reading at the first step of a long rewrite',
    file: 'app/project/plan-circulation.ts',
    edits: [['reading: before, rewriting: true }', 'reading: wanted.reading, rewriting: true }']],
    tests: HOT_SPOTS,
  },
  {
    name: 'put 130 rows in a transaction',
    file: 'app/project/project-tags.ts',
    edits: [['MAX_ROWS_A_TRANSACTION = 100;', 'MAX_ROWS_A_TRANSACTION = 130;']],
    tests: HOT_SPOTS,
  },
  {
    name: 'forget the other steps of a long rewrite',
    file: 'app/project/project-tags.ts',
    edits: [['waiting.push({ tagIds: unfinished, attempt: 0 });', '']],
    tests: 'test/app/project/project-tags',
  },
  {
    name: 'halve what conflicts instead of waiting',
    file: 'app/project/project-tags.ts',
    edits: [
      [
        "if (result !== 'conflict' || attempt < MAX_ATTEMPTS) return result;",
        "if (result !== 'conflict') return result;",
      ],
    ],
    tests: HOT_SPOTS,
  },
  {
    name: 'take what is lost for committed',
    file: 'adapters/dynamodb/transact.ts',
    edits: [
      ["return lost.size > 0 ? { lost } : 'conflict';", "return lost.size > 0 ? 'committed' : 'conflict';"],
    ],
    tests: ANY_COURSE,
  },
  {
    name: 'take a conflict for committed',
    file: 'adapters/dynamodb/transact.ts',
    edits: [
      ["return lost.size > 0 ? { lost } : 'conflict';", "return lost.size > 0 ? { lost } : 'committed';"],
    ],
    tests: ANY_COURSE,
  },
  {
    name: 'checkpoint past a failed record',
    file: 'handlers/lib/project-stream.ts',
    edits: [['records.findIndex((record)', 'records.findLastIndex((record)']],
    tests: ANY_COURSE,
  },
  {
    name: 'swallow what failed',
    file: 'handlers/lib/project-stream.ts',
    edits: [['if (failed === undefined) return', 'if (failed === undefined || failures.size > 0) return']],
    tests: ANY_COURSE,
  },
  {
    name: 'project the served generation only',
    file: 'app/project/project-generations.ts',
    edits: [['of [...built, serving, ...others]', 'of [...built, serving, ...others].slice(0, 1)']],
    tests: ANY_COURSE,
  },
  {
    name: 'mark a day for export after its figures moved',
    file: 'app/project/project-analytics.ts',
    edits: [
      [
        'await marks.mark(staleDays(changes));\n        return store.commit(changes);',
        'const result = await store.commit(changes); await marks.mark(staleDays(changes)); return result;',
      ],
    ],
    tests: ANY_COURSE,
  },
  {
    name: 'let older details of a book overwrite newer ones',
    file: CIRCULATION,
    edits: [["OR #detailsRevision < :detailsRevision'", "OR attribute_exists(#detailsRevision)'"]],
    tests: RACES,
  },
  {
    name: 'report no message of the queue as failed',
    file: 'app/append-messages.ts',
    edits: [
      [
        "if ('error' in alone) failed.push({ id, error: alone.error });\n    else sum",
        "if (!('error' in alone)) sum",
      ],
    ],
    tests: 'test/app/append-messages',
  },
  {
    name: 'take other content under a known scan id for the same',
    file: 'app/append-scans.ts',
    edits: [
      [
        "if (stored.type === 'TagScanned' && isSameScan(stored, event)) return 0;",
        "if (stored.type === 'TagScanned' || isSameScan(stored, event)) return 0;",
      ],
    ],
    tests: ANY_COURSE,
  },
  {
    name: 'drop the bad scans of a batch',
    file: 'app/ingest-message.ts',
    edits: [['faults.length > 0 ? await', 'faults.length > 0 && scans.length === 0 ? await']],
    tests: INGEST,
  },
  {
    name: 'name what is quarantined by the time it came',
    file: 'app/quarantine.ts',
    edits: [
      [
        'const key = quarantineKey(message);',
        'const key = quarantineKey({ ...message, topic: receivedAt });',
      ],
    ],
    tests: INGEST,
  },
];
