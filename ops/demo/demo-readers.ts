/** The demo's readers in a process of their own: what the MQTT SDK does there can hold up nothing here.
 *  Told what to do by one message from its parent; ends when the parent lets go of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../lib/failure';
import { type DemoNews, type DemoStart, demoStartSchema } from './demo-messages';
import { demoReader, type RunningDemoReader } from './demo-reader';
import { DEMO_READER_IDS, type DemoReader, demoScenario } from './demo-scenario';

const tell = (news: DemoNews) => process.send?.(news);
const stop = new AbortController();

async function run(start: DemoStart): Promise<void> {
  const readers = new Map<DemoReader, RunningDemoReader>(
    DEMO_READER_IDS.map((id) => [id, demoReader(id, start, { tell, stopped: stop.signal })]),
  );
  const scenario = demoScenario({ tags: start.tags, onLoan: start.onLoan, random: Math.random });
  while (!stop.signal.aborted) {
    const moment = scenario.next();
    const reader = readers.get(moment.readerId);
    if ('tags' in moment) reader?.lay(moment.tags);
    else reader?.send(moment.payload);
    const pauseMs = start.pauseMs * (0.3 + Math.random() * 1.4);
    await sleep(pauseMs, undefined, { signal: stop.signal }).catch(() => undefined);
  }
  await Promise.all([...readers.values()].map(({ ended }) => ended));
}

// Ctrl-C reaches the whole process group: the parent says when to end.
process.on('SIGINT', () => undefined);
process.once('disconnect', () => stop.abort());
process.once('message', (message) => {
  run(demoStartSchema.parse(message)).then(
    () => process.exit(0),
    (error: unknown) => {
      tell({ trouble: messageOf(error) });
      process.exit(1);
    },
  );
});
