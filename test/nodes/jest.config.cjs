const all = require('../../jest.config.cjs');

/** What needs several Node versions at once.
 *  @type {import('jest').Config} */
module.exports = {
  ...all,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/nodes/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 600_000,
};
