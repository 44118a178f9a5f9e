import { openTimeNotes } from '../../src/clock/time-notes';
import { PowerCutFiles } from '../support/power-cut-files';
import { seededRandom } from '../support/random';
import { aScan, BOOT, FOLDER } from '../support/spool-fixture';

const NOW = Date.parse('2026-11-22T09:00:00Z');
const never = (message: string) => {
  throw new Error(message);
};

describe('what is known of the clocks of past boots', () => {
  let files: PowerCutFiles;
  const open = () => openTimeNotes(files, FOLDER, never);
  const doubtful = aScan('1', { at: 9_000, mono: 4_000, synced: false });
  const word = { bootId: BOOT, at: NOW, mono: 64_000, synced: true };
  beforeEach(() => {
    files = new PowerCutFiles();
  });

  it('leaves a time alone that network time had set', () => {
    expect(open().timeOf(1, aScan('1'))).toEqual({ at: aScan('1').at, synced: true });
  });

  it('corrects the earlier scans of the same boot once network time has spoken, over a restart too', () => {
    const notes = open();
    expect(notes.timeOf(1, doubtful)).toEqual({ at: 9_000, synced: false });
    notes.networkTime(word);
    expect(notes.timeOf(1, doubtful)).toEqual({ at: NOW - 60_000, synced: true });
    expect(open().timeOf(1, doubtful)).toEqual({ at: NOW - 60_000, synced: true });
    expect(notes.timeOf(1, { ...doubtful, bootId: 'another' })).toEqual({ at: 9_000, synced: false });
  });

  it('never changes the time of what may have been sent', () => {
    open().fix(BOOT, 7);
    const notes = open();
    notes.networkTime(word);
    expect(notes.timeOf(7, doubtful)).toEqual({ at: 9_000, synced: false });
    expect(notes.timeOf(8, doubtful)).toEqual({ at: NOW - 60_000, synced: true });
    notes.fix(BOOT, 99);
    notes.networkTime({ ...word, at: NOW + 5_000 });
    expect(open().timeOf(8, doubtful)).toEqual({ at: NOW - 60_000, synced: true });
  });

  it('takes no word of a clock that is doubtful itself', () => {
    const notes = open();
    notes.networkTime({ ...word, synced: false });
    expect(notes.timeOf(1, doubtful)).toEqual({ at: 9_000, synced: false });
  });

  it('holds what was fixed over a power cut, and opens whatever the cut has left', () => {
    for (let seed = 1; seed <= 500; seed += 1) {
      files = new PowerCutFiles();
      const random = seededRandom(seed);
      let fixed = 0;
      files.cutAfter(1 + random.below(40));
      const notes = openTimeNotes(files, FOLDER, () => undefined);
      for (let upTo = 1; upTo < 20; upTo += 1) {
        notes.fix(BOOT, upTo);
        if (files.hasPower()) fixed = upTo;
      }
      files.restart(random);
      const after = open();
      after.networkTime(word);
      if (fixed > 0) expect(after.timeOf(fixed, doubtful)).toEqual({ at: 9_000, synced: false });
    }
  });

  it('begins anew where its file is damaged', () => {
    open().networkTime(word);
    const path = `${FOLDER}/clocks`;
    files.put(path, Buffer.from(String(files.contentOf(path)).replace('at', 'ta')));
    expect(open().timeOf(1, doubtful)).toEqual({ at: 9_000, synced: false });
  });

  it('goes on, and complains, where it cannot write', () => {
    const complaints: string[] = [];
    const notes = openTimeNotes(files, FOLDER, (message) => complaints.push(message));
    files.failing = { call: 'sync', code: 'ENOSPC' };
    notes.networkTime(word);
    expect(complaints).toEqual([expect.stringContaining('cannot be written')]);
    expect(notes.timeOf(1, doubtful).synced).toBe(true);
  });
});
