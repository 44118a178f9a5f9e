const path = require('node:path');

const folder = (name) => `^${name}/`;
const npm = (name) => `(^|/)node_modules/(@types/)?${name}/`;
const node = (names) => `^(node:)?(${names})$`;
const ANY_PACKAGE = 'node_modules/';

/** A folder may import itself and what is listed, and Node's own modules if `node`; all else is an error.
 *  What it holds and may import is a row of the README's table (test/docs/readme-folders.test.ts). */
const only = (
  from,
  holds,
  allowed,
  { path: fromPath = folder(from), except, node: anyOfNode = false } = {},
) => ({
  name: `${from}-imports-only-its-own`,
  comment: holds,
  severity: 'error',
  from: { path: fromPath, ...(except && { pathNot: except }) },
  to: {
    pathNot: [folder(from), ...allowed],
    ...(anyOfNode && { dependencyTypesNot: ['core'] }),
  },
});

/** What tests: the service's, and those of the workspaces. */
const TEST = '^(local-aws/|device/|bench/)?test/';

const CORE = [folder('domain'), folder('projections'), folder('contract')];
/** What is deployed, and what people call. */
const SERVICE = [
  '^main\\.ts$',
  ...[
    'contract',
    'domain',
    'projections',
    'app',
    'adapters',
    'wiring',
    'handlers',
    'infra',
    'ops',
    'bin',
  ].map(folder),
  folder('device'),
];
const ENTRY_POINTS = ['^main\\.ts$', '^handlers/[^/]+\\.ts$', '^bin/'];
/** What an entry point may need of adapters: a client to hand to wiring, the time, and what a stream's record says. */
const THIN_ADAPTERS = ['.+-client', 'system-clock', 'dynamodb/events/stream-record'].map(
  (name) => `^adapters/${name}\\.ts$`,
);
/** What reads, decides and writes over ports that are handed in. */
const USE_CASES = [
  'commands/(answer-once|run-command)',
  'export/export-snapshots',
  'history/build-segment',
  'import/import-[a-z]+',
  'intake/(append-messages|ingest-message|retry-quarantined)',
  'audit/(check-ledger|compare-table|prove-event)',
  'ledger/seal-days',
  'project/project-(analytics|circulation|generations)',
  'rebuild/(catch-up|rebuild|write-generation)',
  'redrive/redrive-place',
  'restore/restore-events',
  'verify/(derive-history|verify-generation)',
].map((name) => `^app/${name}\\.ts$`);
/** The commands that start a local stack or use what it keeps on disk. */
const LOCAL_COMMANDS =
  '^ops/(commands/(start|publish|simulate)\\.ts$|commands/reader/|reader/|demo/run-local)';
const OPS = [folder('wiring'), folder('app'), folder('adapters'), ...CORE, '^device/src/', ANY_PACKAGE];
const CDKTF = ['cdktf', '@cdktf/[^/]+', 'constructs'].map(npm);

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    only(
      'contract',
      "names shared by code and infrastructure; every function's trigger, settings and permissions",
      [],
    ),
    only('domain', "pure: events, what a tag's history means, what a command decides", [npm('immer')]),
    only(
      'projections',
      'pure: what a history contributes to each read model; `reference-fold.ts` is the plain fold',
      [folder('domain')],
    ),
    only('app', 'use cases over ports', [
      ...CORE,
      ...['zod', 'temporal-polyfill', '@js-temporal/polyfill', 'canonicalize', 'isbn3', 'saxes'].map(npm),
      node('async_hooks|buffer|crypto|util|timers/promises|stream|stream/promises'),
    ]),
    only(
      'adapters',
      'ports over AWS; the only code that knows its SDK',
      [
        folder('app'),
        ...CORE,
        ...[
          '@aws-sdk/[^/]+',
          '@smithy/[^/]+',
          '@aws/lambda-invoke-store',
          'zod',
          'ulid',
          'fast-csv',
          '@fast-csv/[^/]+',
        ].map(npm),
      ],
      { node: true },
    ),
    only(
      'wiring',
      'the one place that joins app and adapters, for functions, commands and measurements',
      [folder('app'), folder('adapters'), ...CORE],
      { node: true },
    ),
    only(
      'handlers',
      'Lambda entry points: parse, call, map',
      [
        folder('wiring'),
        folder('app'),
        ...THIN_ADAPTERS,
        ...CORE,
        ...['hono', '@hono/zod-openapi', 'zod', '@aws-lambda-powertools/[^/]+', 'aws-lambda'].map(npm),
      ],
      { node: true },
    ),
    only(
      'infra',
      'the stacks, with CDK for Terraform',
      [folder('contract'), ...CDKTF, ...['esbuild', 'yazl', 'zod'].map(npm)],
      { node: true },
    ),
    only('main', 'synthesizes the stages', [folder('infra'), folder('contract'), ...CDKTF], {
      path: '^main\\.ts$',
      node: true,
    }),
    only(
      'device',
      'workspace: [the reader on a Raspberry Pi](device/README.md)',
      [folder('contract'), ANY_PACKAGE],
      { node: true, except: TEST },
    ),
    only('dashboard', 'workspace: the page, built by Vite; of ours it knows types only', [
      folder('projections'),
      folder('contract'),
      ANY_PACKAGE,
    ]),
    only('ops', 'the commands', OPS, { node: true, except: LOCAL_COMMANDS }),
    only(
      'local-commands',
      'the commands that start the local stack or use what it keeps',
      [...OPS, folder('ops'), folder('stack')],
      { path: LOCAL_COMMANDS, node: true },
    ),
    only(
      'stack',
      'Shelflog on `local-aws/`: the stage `local`, who may connect, what the terminal shows',
      [
        '^local-aws/src/',
        ...['infra', 'wiring', 'app', 'adapters', 'device'].map(folder),
        ...CORE,
        ...['esbuild', 'zod'].map(npm),
      ],
      { node: true },
    ),
    only(
      'local-aws',
      'workspace: AWS from Terraform JSON on one machine; [what is emulated](local-aws/README.md)',
      [ANY_PACKAGE],
      { node: true },
    ),
    only(
      'bench',
      'workspace: what is measured, and beside which others',
      [
        folder('wiring'),
        folder('app'),
        folder('adapters'),
        ...CORE,
        folder('device'),
        folder('stack'),
        '^local-aws/src/',
        ANY_PACKAGE,
      ],
      { node: true },
    ),
    {
      name: 'adapters-run-no-use-case',
      comment: 'An adapter is called by a use case, never the other way round; wiring/ joins the two.',
      severity: 'error',
      from: { path: folder('adapters') },
      to: { path: USE_CASES, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'nobody-imports-wiring',
      comment: 'Only what is started joins app and adapters: entry points, commands, measurements and tests.',
      severity: 'error',
      from: { pathNot: ['wiring', 'handlers', 'ops', 'bin', 'bench', 'stack', 'test'].map(folder) },
      to: { path: folder('wiring') },
    },
    {
      name: 'aws-sdk-stays-in-adapters',
      comment:
        'In the service only adapters/ know the AWS SDK; what stands in for AWS or is measured beside it may.',
      severity: 'error',
      from: { path: SERVICE, pathNot: [folder('adapters')] },
      to: { path: npm('@aws-sdk/[^/]+') },
    },
    {
      name: 'cdktf-stays-in-one-module',
      comment: 'infra/resources.ts is the one place to change for a fork of CDKTF.',
      severity: 'error',
      from: { pathNot: ['^infra/resources\\.ts$', TEST] },
      to: { path: CDKTF },
    },
    {
      name: 'nobody-imports-an-entry-point',
      comment: 'Entry points are bundled or started, never imported.',
      severity: 'error',
      from: { pathNot: [TEST] },
      to: { path: ENTRY_POINTS },
    },
    {
      name: 'nobody-imports-commands',
      comment:
        'ops/ is for people to call; what a program needs of it belongs in app/, adapters/ or wiring/.',
      severity: 'error',
      from: { pathNot: [folder('ops'), folder('bin'), TEST] },
      to: { path: folder('ops') },
    },
    {
      name: 'nobody-imports-the-local-stack',
      comment: 'Whoever uses the local stack names it: the commands that start it or keep its certificates.',
      severity: 'error',
      from: { pathNot: [folder('stack'), LOCAL_COMMANDS, TEST, folder('bench')] },
      to: { path: folder('stack') },
    },
    {
      name: 'nobody-imports-the-stand-in-for-aws',
      comment: 'Only stack/ puts Shelflog and local-aws/ together.',
      severity: 'error',
      from: { pathNot: [folder('stack'), folder('local-aws'), TEST, folder('bench')] },
      to: { path: folder('local-aws') },
    },
    {
      name: 'the-page-takes-types-only',
      comment: 'What runs in a browser is the page’s own: it learns everything else from the API.',
      severity: 'error',
      from: { path: folder('dashboard') },
      to: { path: [folder('projections'), folder('contract')], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'nobody-imports-tests',
      comment: 'What runs may not need what tests it.',
      severity: 'error',
      from: { pathNot: TEST },
      to: { path: TEST },
    },
    {
      name: 'no-cycles',
      comment: 'Two modules that need each other, types included, are one module or want a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'everything-resolves',
      comment: 'An import that leads nowhere escapes every other rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: {
      path: ['^(cdktf\\.out|dist|coverage|\\.shelflog|dashboard/dist)/', '^test/architecture/fixtures/'],
    },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: path.join(__dirname, 'tsconfig.json') },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.d.ts'],
    },
  },
};
