import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { carryOutJob } from '../../src/update/carry-out-job';
import { chooseSlot, type SlotContext } from '../../src/update/choose-slot';
import { nodeDisk } from '../../src/update/disk';
import { reportsIn } from '../../src/update/report';
import { slotsIn } from '../../src/update/slots';
import { watchTrial } from '../../src/update/trial';
import { bundleOf, contextOf, machine, pinned, spare, stranger, updateJob } from './update-fixture';

describe('what a reader runs when it starts', () => {
  let dir: string;
  let place: SlotContext;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'reader-slots-'));
    place = { disk: nodeDisk, dir, keys: pinned, machine, installed: '0.2.0' };
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const update = async (version: string, code: string) => {
    const running = chooseSlot(place);
    const bundle = bundleOf(code, { version });
    const outcome = await carryOutJob(
      updateJob(version, version),
      contextOf(nodeDisk, bundle, { dir, running }),
    );
    expect(outcome).toEqual({ kind: 'restart' });
  };
  const start = () => {
    const choice = chooseSlot(place);
    return { ...choice, code: choice.code?.toString() };
  };
  const prove = () => {
    const { slot, trial, version } = chooseSlot(place);
    if (!slot || !trial) throw new Error('no trial runs');
    const running = watchTrial(
      { ...place, slot, trial, version, versionBefore: '0.2.0' },
      120,
      () => undefined,
    );
    for (const goal of ['broker', 'chip', 'spool'] as const) running.reached(goal);
  };

  it('is what was installed by hand, while nothing was ever updated', () => {
    expect(start()).toEqual({ slot: null, version: '0.2.0', settings: {}, code: undefined });
  });

  it('is the new version once, for its trial, and the one before after that', async () => {
    await update('0.3.0', 'three');
    expect(start()).toMatchObject({
      slot: 'a',
      version: '0.3.0',
      code: 'three',
      trial: { phase: 'started' },
    });
    expect(start()).toEqual({ slot: null, version: '0.2.0', settings: {}, code: undefined });
    expect(reportsIn(nodeDisk, dir).last()).toEqual({
      jobId: '0.3.0',
      status: 'FAILED',
      version: '0.2.0',
      code: 'ended-in-trial',
      reason: 'it ended before it had proved itself',
      sent: false,
    });
  });

  it('is the new version from then on once it has proved itself', async () => {
    await update('0.3.0', 'three');
    prove();
    for (let starts = 0; starts < 3; starts += 1) {
      expect(start()).toEqual({ slot: 'a', version: '0.3.0', settings: {}, code: 'three' });
    }
    expect(reportsIn(nodeDisk, dir).last()).toMatchObject({ jobId: '0.3.0', status: 'SUCCEEDED' });
  });

  it('alternates between the slots, and goes back to the last that proved itself', async () => {
    await update('0.3.0', 'three');
    prove();
    await update('0.4.0', 'four');
    expect(start()).toMatchObject({ slot: 'b', version: '0.4.0' });
    expect(start()).toMatchObject({ slot: 'a', version: '0.3.0', code: 'three' });
    expect(slotsIn(nodeDisk, dir).current()).toBe('a');
  });

  it.each([
    [
      'is damaged',
      () => writeFileSync(join(dir, 'b', 'bundle'), bundleOf('fourx', { version: '0.4.0' }).subarray(0, -1)),
    ],
    [
      'was altered',
      () => {
        const altered = bundleOf('four', { version: '0.4.0' });
        writeFileSync(
          join(dir, 'b', 'bundle'),
          Buffer.concat([altered.subarray(0, -4), Buffer.from('evil')]),
        );
      },
    ],
    [
      'was put there by a stranger',
      () =>
        writeFileSync(join(dir, 'b', 'bundle'), bundleOf('evil', { version: '0.4.0' }, stranger.privateKey)),
    ],
    ['is gone', () => rmSync(join(dir, 'b', 'bundle'))],
    ['has lost its account', () => writeFileSync(join(dir, 'b', 'slot.json'), '{"version":')],
    [
      'is of another version than its account says',
      () => writeFileSync(join(dir, 'b', 'bundle'), bundleOf('old', { version: '0.3.5' })),
    ],
  ])('is the other slot where the current one %s', async (_what, damage) => {
    await update('0.3.0', 'three');
    prove();
    await update('0.4.0', 'four');
    prove();
    damage();
    expect(start()).toMatchObject({ slot: 'a', version: '0.3.0', code: 'three' });
    rmSync(join(dir, 'a'), { recursive: true });
    expect(start()).toMatchObject({ slot: null, version: '0.2.0' });
  });

  it('never tries a new version that was damaged before its trial, and says so', async () => {
    await update('0.3.0', 'three');
    writeFileSync(join(dir, 'a', 'bundle'), 'x');
    expect(start()).toMatchObject({ slot: null, version: '0.2.0' });
    expect(reportsIn(nodeDisk, dir).last()).toMatchObject({ status: 'FAILED', code: 'damaged' });
  });

  it('is what was installed by hand where that is newer than the slot', async () => {
    await update('0.3.0', 'three');
    prove();
    place = { ...place, installed: '0.10.0' };
    expect(start()).toMatchObject({ version: '0.10.0', code: undefined });
  });

  it('is what was installed where the keys do not know the slot any more', async () => {
    await update('0.3.0', 'three');
    prove();
    place = { ...place, keys: [spare.publicKey, stranger.publicKey] };
    expect(start()).toMatchObject({ slot: null, version: '0.2.0' });
  });

  it('is the version before, where the disk takes no note of the trial’s beginning', async () => {
    await update('0.3.0', 'three');
    const readOnly = () => {
      throw Object.assign(new Error('read-only'), { code: 'EROFS' });
    };
    place = {
      ...place,
      disk: { ...nodeDisk, append: readOnly, rename: readOnly, remove: readOnly, link: readOnly },
    };
    expect(start()).toEqual({ slot: null, version: '0.2.0', settings: {}, code: undefined });
  });
});

describe('a trial', () => {
  let dir: string;
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'] });
    dir = mkdtempSync(join(tmpdir(), 'reader-trial-'));
  });
  afterEach(() => {
    jest.useRealTimers();
    rmSync(dir, { recursive: true, force: true });
  });

  const begin = async () => {
    const place: SlotContext = { disk: nodeDisk, dir, keys: pinned, machine, installed: '0.2.0' };
    await carryOutJob(updateJob(), contextOf(nodeDisk, bundleOf('x'), { dir }));
    const { slot, trial, version } = chooseSlot(place);
    if (!slot || !trial) throw new Error('no trial runs');
    const failed = jest.fn();
    const running = watchTrial({ ...place, slot, trial, version, versionBefore: '0.2.0' }, 120, failed);
    return { running, failed, place };
  };

  it('ends after 120 s with what was not reached, and the version before is back', async () => {
    const { running, failed, place } = await begin();
    running.reached('spool');
    jest.advanceTimersByTime(119_999);
    expect(failed).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(failed).toHaveBeenCalledTimes(1);
    expect(reportsIn(nodeDisk, dir).last()).toMatchObject({
      status: 'FAILED',
      code: 'trial-failed',
      reason: 'within 120 s its chip did not answer, it did not reach the broker',
    });
    expect(chooseSlot(place)).toMatchObject({ slot: null, version: '0.2.0' });
    running.reached('chip');
    running.reached('broker');
    expect(chooseSlot(place)).toMatchObject({ slot: null });
  });

  it('is over once all three are reached, and time does not matter then', async () => {
    const { running, failed, place } = await begin();
    for (const goal of ['chip', 'spool', 'chip', 'broker'] as const) running.reached(goal);
    await running.confirmed;
    jest.advanceTimersByTime(1_000_000);
    running.fail('crashed', 'too late');
    expect(failed).not.toHaveBeenCalled();
    expect(chooseSlot(place)).toMatchObject({ slot: 'a', version: '0.3.0' });
  });

  it('keeps the reason that the version gave when it crashed', async () => {
    const { running, place } = await begin();
    running.fail('crashed', 'TypeError: x is not a function');
    expect(chooseSlot(place)).toMatchObject({ slot: null });
    expect(reportsIn(nodeDisk, dir).last()).toMatchObject({
      code: 'crashed',
      reason: 'TypeError: x is not a function',
    });
  });
});
