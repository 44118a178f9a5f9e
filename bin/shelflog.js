#!/usr/bin/env node

require('../wiring/process-settings.cjs');
// TypeScript is loaded as it stands: a clone needs no build step.
require('tsx/cjs');
require('../ops/cli.ts')
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
