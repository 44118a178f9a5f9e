import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { localCertificate } from '../../stack/local-certificates';
import { apiOf, getFromApi } from '../api-call';
import type { Answer, Command } from '../command';
import { DEMO_READERS } from '../demo/demo-scenario';
import { runDemo } from '../demo/run-demo';
import { WorkFailed, WrongUse } from '../failure';
import { createProgress } from '../progress';
import { localTarget, type Target } from '../target';

const optionsSchema = z.object({
  seconds: z.coerce.number().positive().max(86_400).optional(),
  rate: z.coerce.number().positive().max(100),
});

/** The longest that a timer takes. */
const FOR_EVER_MS = 2 ** 31 - 1;
/** They say every minute that they are there; killed, they never say that they are gone. */
const BELIEVED_MS = 150_000;

const statusSchema = z.object({
  readers: z.array(
    z.object({
      readerId: z.string(),
      state: z.string().optional(),
      stateReceivedAt: z.string().optional(),
    }),
  ),
});

/** Has the demo's readers scan its books on the local stack, for so long or until Ctrl-C. */
export const simulate: Command = async ({ terminal, signal, target }, _args, given): Promise<Answer> => {
  const parsed = optionsSchema.safeParse(given);
  if (!parsed.success) {
    throw new WrongUse('--seconds must be a number up to 86400, --rate messages a second up to 100.');
  }
  const { seconds, rate } = parsed.data;
  const { local } = await target();
  if (local === undefined) {
    throw new WrongUse('simulate acts on a local stack only: start one with `npx shelflog start`.');
  }
  await refuseSecond(localTarget(local), signal);
  const progress = createProgress(terminal, { label: 'Simulating', unit: 'messages', total: undefined });
  let messages = 0;
  const onSent = () => {
    messages += 1;
    progress.advance(messages);
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
    json: { messages, seconds: took },
    text: `${messages} messages of ${Object.keys(DEMO_READERS).length} readers were acknowledged in ${took} s.`,
  };
};

/** The broker ends a connection when another comes by the same id: two demos would take turns for ever. */
async function refuseSecond(target: Target, signal: AbortSignal): Promise<void> {
  const { readers } = await getFromApi(apiOf(target), '/v1/status', statusSchema, signal);
  const lately = new Date(Date.now() - BELIEVED_MS).toISOString();
  const here = readers.find(
    ({ readerId, state, stateReceivedAt = '' }) =>
      readerId in DEMO_READERS && state === 'online' && stateReceivedAt > lately,
  );
  if (here !== undefined) {
    throw new WorkFailed(`The demo's readers scan here already (${here.readerId} is online).`);
  }
}
