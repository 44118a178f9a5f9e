#!/usr/bin/env node

// Said at every start otherwise; engines in package.json says which Node it takes.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
// Without it immer, for one, checks in every draft what only its own developers get wrong.
process.env.NODE_ENV ??= 'production';
// TypeScript is loaded as it stands: a clone needs no build step.
require('tsx/cjs');
require('../ops/cli.ts')
  .main(process.argv.slice(2))
  .then(
    (code) => process.exit(code),
    (error) => {
      console.error(error);
      process.exit(3);
    },
  );
