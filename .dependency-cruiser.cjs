const path = require('node:path');

const folder = (name) => `^${name}/`;
const npm = (name) => `(^|/)node_modules/(@types/)?${name}/`;
const node = (names) => `^(node:)?(${names})$`;
const ANY_PACKAGE = 'node_modules/';

/** A folder may import itself and what is listed, and Node's own modules if `node`; all else is an error. */
const only = (from, allowed, { path: fromPath = folder(from), except, node: anyOfNode = false } = {}) => ({
  name: `${from}-imports-only-its-own`,
  comment: `See the list of ${from} in .dependency-cruiser.cjs: imports point one way only.`,
  severity: 'error',
  from: { path: fromPath, ...(except && { pathNot: except }) },
  to: {
    pathNot: [folder(from), ...allowed],
    ...(anyOfNode && { dependencyTypesNot: ['core'] }),
  },
});

/** What tests: the service's, and those of the workspaces. */
const TEST = '^(device/)?test/';

const CORE = [folder('domain'), folder('projections'), folder('contract')];
const ENTRY_POINTS = ['^main\\.ts$', '^handlers/[^/]+\\.ts$', '^bin/'];
const START = '^ops/(commands/)?start(/|\\.ts$)';
const OPS = [folder('app'), folder('adapters'), ...CORE, '^device/src/', ANY_PACKAGE];
const CDKTF = ['cdktf', '@cdktf/[^/]+', 'constructs'].map(npm);

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    only('contract', []),
    only('domain', [npm('immer')]),
    only('projections', [folder('domain')]),
    only('app', [
      ...CORE,
      ...['zod', 'temporal-polyfill', '@js-temporal/polyfill', 'canonicalize'].map(npm),
      node('crypto|util|timers/promises|stream|stream/promises'),
    ]),
    only(
      'adapters',
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
      'handlers',
      [
        folder('app'),
        folder('adapters'),
        ...CORE,
        ...['hono', '@hono/zod-openapi', 'zod', '@aws-lambda-powertools/[^/]+', 'aws-lambda'].map(npm),
      ],
      { node: true },
    ),
    only('infra', [folder('contract'), ...CDKTF, ...['esbuild', 'yazl', 'zod'].map(npm)], { node: true }),
    only('main', [folder('infra'), folder('contract'), ...CDKTF], { path: '^main\\.ts$', node: true }),
    only('device', [folder('contract'), ANY_PACKAGE], { node: true, except: TEST }),
    only('ops', OPS, { node: true, except: START }),
    only('start', [...OPS, folder('ops'), folder('local')], { path: START, node: true }),
    {
      name: 'aws-sdk-stays-in-adapters',
      comment: 'Only adapters/ know the AWS SDK (and local/ and test/, to stand in for AWS).',
      severity: 'error',
      from: { pathNot: [folder('adapters'), folder('local'), TEST, folder('bench')] },
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
      comment: 'ops/ is for people to call; what a program needs of it belongs in app/ or adapters/.',
      severity: 'error',
      from: { pathNot: [folder('ops'), folder('bin'), TEST, folder('bench')] },
      to: { path: folder('ops') },
    },
    {
      name: 'nobody-imports-the-local-stack',
      comment: 'local/ stands on everything; only the start command stands on it.',
      severity: 'error',
      from: { pathNot: [folder('local'), START, TEST, folder('bench')] },
      to: { path: folder('local') },
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
      path: ['^(cdktf\\.out|dist|coverage|\\.shelflog|dashboard)/', '^test/architecture/fixtures/'],
    },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: path.join(__dirname, 'tsconfig.json') },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.d.ts'],
    },
  },
};
