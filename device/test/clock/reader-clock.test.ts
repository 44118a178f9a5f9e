import { ReaderClock } from '../../src/clock/reader-clock';

const NOW = Date.parse('2026-11-22T09:00:00Z');
const HOUR = 3_600_000;
const MINUTE = 60_000;

describe('the reader’s clock', () => {
  let wall: number;
  let mono: number;
  let set: boolean;
  const clock = () =>
    new ReaderClock({ wallMs: () => wall, monoMs: () => mono, networkTimeSet: () => set }, 'b-1');
  const pass = (ms: number) => {
    wall += ms;
    mono += ms;
  };
  beforeEach(() => {
    wall = NOW;
    mono = 40_000;
    set = true;
  });

  it('says the system’s time where network time has set it', () => {
    const reader = clock();
    pass(250.4);
    expect(reader.stamp()).toEqual({ at: NOW + 250, mono: 40_250, bootId: 'b-1', synced: true });
  });

  it.each([
    ['1970', 12_000],
    ['2106', Date.parse('2106-02-07T06:28:15Z')],
  ])('believes no clock of %s, whatever the system says of it', (_, time) => {
    wall = time;
    expect(clock().stamp()).toMatchObject({ at: time, synced: false });
  });

  it('is doubtful until network time has spoken, and right from then on', () => {
    wall = 5_000;
    set = false;
    const reader = clock();
    pass(1_000);
    expect(reader.stamp()).toMatchObject({ at: 6_000, synced: false });
    wall = NOW;
    set = true;
    expect(reader.stamp()).toMatchObject({ at: NOW, synced: true });
  });

  it('goes on evenly, but doubtful, when the system’s clock jumps back an hour, until it is back', () => {
    const reader = clock();
    pass(MINUTE);
    wall -= HOUR;
    expect(reader.stamp()).toMatchObject({ at: NOW + MINUTE, synced: false });
    pass(MINUTE);
    expect(reader.stamp()).toMatchObject({ at: NOW + 2 * MINUTE, synced: false });
    wall += HOUR;
    expect(reader.stamp()).toMatchObject({ at: NOW + 2 * MINUTE, synced: true });
  });

  it('believes a jump that outlasts network time’s next word', () => {
    const reader = clock();
    wall -= HOUR;
    expect(reader.stamp().synced).toBe(false);
    pass(40 * MINUTE);
    expect(reader.stamp()).toMatchObject({ at: NOW - HOUR + 40 * MINUTE, synced: true });
  });

  it('follows the small corrections of network time', () => {
    const reader = clock();
    pass(MINUTE);
    wall += 900;
    expect(reader.stamp()).toMatchObject({ at: NOW + MINUTE + 900, synced: true });
  });

  it('keeps even time in a boot whose clock is set by hand before network time', () => {
    set = false;
    wall = 1_000;
    const reader = clock();
    pass(500);
    wall = NOW;
    pass(500);
    expect(reader.stamp()).toMatchObject({ at: 2_000, synced: false });
  });
});
