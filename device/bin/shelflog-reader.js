#!/usr/bin/env -S node --max-old-space-size=96 --max-semi-space-size=2

// V8 takes these at its start only, and a second process would hold the memory that they save: whoever calls this by
// its name gets them here, the unit gives them itself.
// TypeScript is loaded as it stands: a clone needs no build step.
require('tsx/cjs');
require('../src/commands/cli.ts')
  .main(process.argv.slice(2))
  .then(
    (code) => {
      process.exitCode = code;
      // Time for tsx to write what it has compiled to its cache; what else is still open is not waited for.
      setTimeout(() => process.exit(), 250).unref();
    },
    (error) => {
      console.error(error);
      process.exit(3);
    },
  );
