import type { Mutation } from './mutation';

const ANY_COURSE = 'test/simulator/exactness';
const HOT_SPOTS = 'test/simulator/hot-spots';
const RACES = 'test/simulator/races';
const CIRCULATION = 'adapters/dynamodb/circulation/circulation-table.ts';
const TRANSACT = 'const result = await transact(client, itemsOf(together, settings), tagIds);';

/** Ways to get Inventory, Stock, and projecting as such wrong. */
export const PROJECTION_MUTATIONS: readonly Mutation[] = [
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
    file: 'adapters/dynamodb/requests/put-each.ts',
    edits: [['return lost.length === 0 ?', 'return lost.length >= 0 ?']],
    tests: ANY_COURSE,
  },
  {
    name: 'fold on over a void',
    file: 'domain/tag/history.ts',
    edits: [['scanNamedBy(event) === undefined &&', '']],
    tests: ANY_COURSE,
  },
  {
    name: 'fold on over a scan that was voided before it came',
    file: 'domain/tag/history.ts',
    edits: [["!(event.type === 'TagScanned' && known.has(event.data.scanId))", 'true || known']],
    tests: ANY_COURSE,
  },
  {
    name: 'fold by order of arrival',
    file: 'domain/tag/history.ts',
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
    tests: 'test/app/project/project-circulation.running-loans',
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
    tests: 'test/app/project/project-circulation.stale-loan-days',
  },
  {
    name: 'leave running loans out of the export',
    file: 'adapters/dynamodb/circulation/loans-of-day.ts',
    edits: [['new Set(await runningLoans(day))', 'new Set<string>()']],
    tests: 'test/adapters/dynamodb/circulation/loans-in-motion',
  },
  {
    name: 'look for ended loans before those that run',
    file: 'adapters/dynamodb/circulation/loans-of-day.ts',
    edits: [
      ['const ids = new Set(await runningLoans(day));', 'const ids = new Set<string>();'],
      [
        'for await (const id of endedLoans(day)) ids.add(id);',
        'for await (const id of endedLoans(day)) ids.add(id);\n  for (const id of await runningLoans(day)) ids.add(id);',
      ],
    ],
    tests: 'test/adapters/dynamodb/circulation/loans-in-motion',
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
    file: 'adapters/dynamodb/requests/transact.ts',
    edits: [
      ["return lost.size > 0 ? { lost } : 'conflict';", "return lost.size > 0 ? 'committed' : 'conflict';"],
    ],
    tests: ANY_COURSE,
  },
  {
    name: 'take a conflict for committed',
    file: 'adapters/dynamodb/requests/transact.ts',
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
    edits: [['of [...alsoWritten, serving]', 'of [...alsoWritten, serving].slice(-1)']],
    tests: ANY_COURSE,
  },
  {
    name: 'mark a day for export after its figures moved',
    file: 'app/project/project-analytics.ts',
    edits: [
      [
        'await Promise.all([marks.mark(',
        'const result = await store.commit(changes);\n        await Promise.all([marks.mark(',
      ],
      ['return store.commit(changes);', 'return result;'],
    ],
    tests: ANY_COURSE,
  },
  {
    name: 'let older details of a book overwrite newer ones',
    file: CIRCULATION,
    edits: [["OR #detailsRevision < :detailsRevision'", "OR attribute_exists(#detailsRevision)'"]],
    tests: RACES,
  },
];
