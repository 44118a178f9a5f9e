/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  // Real engines on a busy machine: a limit is there to end what hangs, not to measure.
  testTimeout: 600_000,
  maxWorkers: 2,
  testMatch: ['test', 'local-aws/test', 'device/test', 'dashboard/test'].map(
    (folder) => `<rootDir>/${folder}/**/*.test.ts`,
  ),
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/test/architecture/fixtures/',
    '<rootDir>/test/nodes/',
  ],
  modulePathIgnorePatterns: ['<rootDir>/cdktf.out', '<rootDir>/.shelflog'],
  transform: {
    '^.+\\.[jt]s$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: ['/node_modules/(?!(aedes|aedes-persistence)/)'],
};
