// What the command runs under, before any other module is loaded.

// Said at every start otherwise; engines in package.json says which Node it takes.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
// Without it immer, for one, checks in every draft what only its own developers get wrong.
process.env.NODE_ENV ??= 'production';
// V8 lets what is dead pile up to three times what is alive. As much again is enough: a rebuild then needs the
// same memory for a long history as for a short one, and hardly more time (bench/RESULTS.md).
require('node:v8').setFlagsFromString('--heap-growing-percent=100');
