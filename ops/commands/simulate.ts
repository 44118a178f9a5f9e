import { setTimeout as sleep } from 'node:timers/promises';
import { DEMO_READERS } from '../demo/demo-scenario';
import { type Answer, aCommand, type CommandContext } from '../lib/command';
import { WorkFailed, WrongUse } from '../lib/failure';
import { type InputOf, option, type Read } from '../lib/input';
import type { LocalStackFile } from '../lib/local-file';
import { createProgress } from '../lib/progress';

/** The longest that a timer takes. */
const FOR_EVER_MS = 2 ** 31 - 1;
/** They say every minute that they are there; killed, they never say that they are gone. */
const BELIEVED_MS = 150_000;

function numberUpTo(last: number): Read<number> {
  const must = `must be a number above 0, up to ${last}`;
  return (z) => z.coerce.number(must).positive(must).max(last, must);
}

const INPUT = {
  seconds: option('<count>', 'end after so long', (z) => numberUpTo(86_400)(z).optional()),
  rate: option('<count>', 'tags a second, about', numberUpTo(100), '2'),
};

/** Has the demo's readers scan its books on the local stack, for so long or until Ctrl-C. */
export const command = aCommand({
  words: 'simulate',
  summary: 'simulate readers scanning public-domain books on the local stack, until Ctrl-C',
  input: INPUT,
  run: simulate,
});

async function simulate(
  { terminal, signal, target }: CommandContext,
  { seconds, rate }: InputOf<typeof INPUT>,
): Promise<Answer> {
  const {
    localCertificate,
  }: typeof import('../../stack/local-certificates') = require('../../stack/local-certificates');
  const { runDemo }: typeof import('../demo/run-demo') = require('../demo/run-demo');
  const { local } = await target();
  if (local === undefined) {
    throw new WrongUse('simulate acts on a local stack only: start one with `npx shelflog start`.');
  }
  await refuseSecond(local, signal);
  const progress = createProgress(terminal, { label: 'Simulating', unit: 'scans', total: undefined });
  let scans = 0;
  const onSent = (more: number) => {
    scans += more;
    progress.advance(scans);
  };
  const { note } = terminal;
  const startedAt = Date.now();
  const readers = await runDemo(local, {
    certificateOf: (readerId) => localCertificate(local, readerId),
    say: note,
    onTrouble: note,
    onSent,
    pauseMs: 1_000 / rate,
    signal,
  });
  try {
    // Ctrl-C is how it is meant to end.
    const ms = seconds === undefined ? FOR_EVER_MS : seconds * 1_000;
    await sleep(ms, undefined, { signal }).catch(() => undefined);
  } finally {
    await readers.stop();
    progress.stop();
  }
  const took = Math.round((Date.now() - startedAt) / 100) / 10;
  return {
    json: { scans, seconds: took },
    lines: [`${scans} scans of ${Object.keys(DEMO_READERS).length} readers were acknowledged in ${took} s.`],
  };
}

/** The broker ends a connection when another comes by the same id: two demos would take turns for ever. */
async function refuseSecond(local: LocalStackFile, signal: AbortSignal): Promise<void> {
  const { localTarget }: typeof import('../lib/target') = require('../lib/target');
  const { apiOf, getFromApi }: typeof import('../lib/api-call') = require('../lib/api-call');
  const at = apiOf(localTarget(local));
  const { readers } = await getFromApi(at, '/v1/status', statusSchema(), signal);
  const lately = new Date(Date.now() - BELIEVED_MS).toISOString();
  const here = readers.find(
    ({ readerId, state, stateReceivedAt = '' }) =>
      readerId in DEMO_READERS && state === 'online' && stateReceivedAt > lately,
  );
  if (here !== undefined) {
    throw new WorkFailed(`The demo's readers scan here already (${here.readerId} is online).`);
  }
}

function statusSchema() {
  const { z }: typeof import('zod') = require('zod');
  const reader = z.object({
    readerId: z.string(),
    state: z.string().optional(),
    stateReceivedAt: z.string().optional(),
  });
  return z.object({ readers: z.array(reader) });
}
