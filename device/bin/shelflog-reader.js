#!/usr/bin/env node

// TypeScript is loaded as it stands: a clone needs no build step.
require('tsx/cjs');
require('../src/commands/cli.ts')
  .main(process.argv.slice(2))
  .then(
    (code) => process.exit(code),
    (error) => {
      console.error(error);
      process.exit(3);
    },
  );
