import type { Mutation } from './mutation';

const ANY_COURSE = 'test/simulator/exactness';
const BATCHES = 'test/simulator/batches';
const ONE_BATCH = 'test/adapters/dynamodb/analytics/contribution-batches';
const UNCOUNTED = 'test/adapters/dynamodb/analytics/uncounted-rows';
const BATCH_COMMIT = 'adapters/dynamodb/analytics/contribution-commit.ts';
const RESOLVE = 'adapters/dynamodb/analytics/resolve-contribution.ts';

/** Ways to get the batches of contributions to Analytics wrong. */
export const CONTRIBUTION_MUTATIONS: readonly Mutation[] = [
  {
    name: 'take a contribution that is there for new',
    file: BATCH_COMMIT,
    edits: [["ConditionExpression: 'attribute_not_exists(pk)',", '']],
    tests: ANY_COURSE,
  },
  {
    name: 'put a contribution of a batch without asking whether one is there',
    file: 'adapters/dynamodb/analytics/put-contribution.ts',
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
    tests: ONE_BATCH,
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
    file: 'adapters/dynamodb/analytics/counting-rows.ts',
    edits: [
      [
        "return primary?.['batch'] === batch ? rows : rows.slice(0, -1);",
        'return primary?.[batch] ? [] : rows;',
      ],
    ],
    tests: UNCOUNTED,
  },
];
