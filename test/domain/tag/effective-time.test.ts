import { effectiveTime } from '../../../domain/tag/effective-time';

const recordedAt = '2026-11-22T12:00:00.000Z';
const reading = (scannedAt: string, lastScannedAt = scannedAt, clockSynced?: boolean) =>
  effectiveTime({ scannedAt, lastScannedAt, clockSynced }, recordedAt);

describe('when a scan counts', () => {
  it.each([
    ['on time', '2026-11-22T11:59:59.000Z'],
    ['hours late', '2026-11-22T03:00:00.000Z'],
    ['exactly five minutes ahead', '2026-11-22T12:05:00.000Z'],
    ['exactly 400 days late', '2025-10-18T12:00:00.000Z'],
  ])('given a scan %s, then its own time is believed', (_, scannedAt) => {
    expect(reading(scannedAt)).toEqual({ effectiveAt: scannedAt, clockSuspect: false });
  });

  it.each([
    ['more than five minutes ahead', '2026-11-22T12:05:00.001Z'],
    ['more than 400 days late', '2025-10-18T11:59:59.999Z'],
    ['from 1970', '1970-01-01T00:00:10.000Z'],
  ])('given a scan %s, then it counts as recorded and its clock is suspect', (_, scannedAt) => {
    expect(reading(scannedAt)).toEqual({ effectiveAt: recordedAt, clockSuspect: true });
  });

  it('given a clock that says it is not synchronised, then even a likely time is not believed', () => {
    expect(reading('2026-11-22T11:00:00.000Z', undefined, false)).toEqual({
      effectiveAt: recordedAt,
      clockSuspect: true,
    });
  });

  it('given a batch by a wrong clock, then the time that passed on it is kept before the recording', () => {
    expect(reading('1970-01-01T00:00:10.000Z', '1970-01-01T01:00:10.500Z').effectiveAt).toBe(
      '2026-11-22T10:59:59.500Z',
    );
  });

  it('given a clock set right within the batch, then the jump is not taken for time that passed', () => {
    expect(reading('1970-01-01T00:00:10.000Z', '2026-11-22T11:59:00.000Z').effectiveAt).toBe(recordedAt);
  });

  it('given a later scan standing earlier in its batch, then nothing counts after its recording', () => {
    expect(reading('2099-01-01T00:00:00.000Z', '2098-12-31T00:00:00.000Z').effectiveAt).toBe(recordedAt);
  });
});
