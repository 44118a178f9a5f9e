const all = require('./jest.config.cjs');

/** The page in a real browser, on the whole local stack; needs Chromium.
 *  @type {import('jest').Config} */
module.exports = {
  ...all,
  testMatch: ['<rootDir>/test/page/*.browser.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
};
