import { startLocalAws } from './local-aws';

const [directory = '', engine = ''] = process.argv.slice(2);

/** The small stack as a process of its own, to be killed. Prints its endpoint when it is ready. */
startLocalAws(directory, { engine }).then(
  ({ config }) => process.stdout.write(`${JSON.stringify({ gateway: config.endpoint })}\n`),
  (error: unknown) => {
    process.stderr.write(`${error}\n`);
    process.exit(1);
  },
);
