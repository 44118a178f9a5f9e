const all = require('./jest.config.cjs');

/** Without the suites that start whole stacks, kill processes or work through millions of rows.
 *  @type {import('jest').Config} */
module.exports = {
  ...all,
  testPathIgnorePatterns: [...all.testPathIgnorePatterns, '\\.long\\.test\\.ts$'],
};
