import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { libraryCalendar } from '../../../app/lib/library-calendar';
import type { LibraryEvent } from '../../../domain/events';
import { DEFAULT_RULES } from '../../../domain/tag/rules';
import { readLibrary } from '../../../projections/reference-fold';
import { aBook, anAssignment, aScan, at, aVoid } from '../../domain/builders';
import { aHistoryFixture, type HistoryFixture } from '../../support/history-fixture';
import { servedLibrary } from '../project/served-library';

const KILLS = Number(process.env['KILLS'] ?? 20);
const TAGS = 60;
const SCANS_A_TAG = 30;
const DAY_MS = 86_400_000;

let fixture: HistoryFixture;
beforeAll(async () => {
  fixture = await aHistoryFixture();
});
afterAll(() => fixture.close());

const begin = (): ChildProcess =>
  fork(
    require.resolve('./rebuild-child.ts'),
    [JSON.stringify({ endpoint: fixture.db.endpoint, tables: fixture.db.tables, folder: fixture.folder })],
    {
      execArgv: ['--require', require.resolve('tsx/cjs')],
      env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    },
  );

/** The first word of the child: it has begun to work. */
const atWork = (child: ChildProcess) => Promise.race([once(child, 'message'), once(child, 'exit')]);
const ended = async (child: ChildProcess) => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
};

function aHistory(): LibraryEvent[] {
  return Array.from({ length: TAGS }, (_, t) => t).flatMap((t) => {
    const tagId = `tag-${t}`;
    const scans = Array.from({ length: SCANS_A_TAG }, (_, i) =>
      aScan(new Date(Date.parse(at('09:00')) + i * DAY_MS + t * 1000).toISOString(), {
        tagId,
        scanId: `s${t}-${i}`,
      }),
    );
    return [anAssignment(at('08:00'), `book-${t % 9}`, 1, { tagId }), ...scans];
  });
}

describe('a rebuild that is killed', () => {
  it(`at ${KILLS} random points goes on or begins anew, and ends right each time`, async () => {
    const events: LibraryEvent[] = [...aHistory(), aBook(at('08:00'), 'book-1')];
    await fixture.scan(events);
    const whole = begin();
    await atWork(whole);
    const began = Date.now();
    await ended(whole);
    expect(whole.exitCode).toBe(0);
    const workMs = Date.now() - began;
    let resumedAfterKill = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const before = (await fixture.generations.read()).serving.id;
      const child = begin();
      await atWork(child);
      await sleep(((kill + Math.random()) / KILLS) * workMs);
      child.kill('SIGKILL');
      await ended(child);
      // History goes on, and shortens what a killed attempt may have written.
      const now = new Date().toISOString();
      const news = [
        aVoid(now, `s${kill}-${SCANS_A_TAG - 1}`, { tagId: `tag-${kill}` }),
        aScan(now, { tagId: `tag-${kill + 20}`, scanId: `late-${kill}`, recordedAt: now }),
      ];
      await fixture.scan(news);
      events.push(...news);
      const wanted = readLibrary(events, DEFAULT_RULES, libraryCalendar('Europe/Berlin'));
      const afterKill = (await fixture.generations.read()).serving.id;
      expect(await servedLibrary(fixture.db, afterKill)).toEqual(wanted);
      const { resumed, generation } = await fixture.rebuild();
      if (resumed) resumedAfterKill += 1;
      expect(generation.id).not.toBe(before);
      expect(await servedLibrary(fixture.db, generation.id)).toEqual(wanted);
    }
    expect(resumedAfterKill).toBeGreaterThan(KILLS / 4);
  }, 600_000);
});
