import { linkGuard } from '../../src/publish/link-guard';
import { takeoverWatch } from '../../src/publish/takeover-watch';

describe('the guard of a connection', () => {
  it('gives a connection up after three messages without an answer in time, and begins anew with the next', () => {
    const guard = linkGuard(15_000);
    guard.opened(0);
    for (let n = 0; n < 3; n += 1) {
      expect(guard.verdict(1_000)).toBeUndefined();
      guard.sent(1_000);
      guard.timedOut();
    }
    expect(guard.verdict(1_000)).toContain('3 messages');
    guard.opened(2_000);
    expect(guard.verdict(2_000)).toBeUndefined();
  });

  it('gives it up when nothing was answered for twice the timeout, however few are on their way', () => {
    const guard = linkGuard(15_000);
    guard.opened(0);
    expect(guard.verdict(1_000_000)).toBeUndefined();
    guard.sent(1_000_000);
    expect(guard.verdict(1_029_999)).toBeUndefined();
    expect(guard.verdict(1_030_000)).toContain('30 s');
    guard.answered(1_030_000);
    expect(guard.verdict(2_000_000)).toBeUndefined();
  });

  it('counts from the last answer while others are on their way', () => {
    const guard = linkGuard(15_000);
    guard.sent(0);
    guard.sent(0);
    guard.answered(20_000);
    expect(guard.verdict(49_999)).toBeUndefined();
    expect(guard.verdict(50_000)).toBeDefined();
  });
});

describe('another reader of the same id', () => {
  it('is suspected after three closes within a minute, each within 5 s of a connection', () => {
    const watch = takeoverWatch();
    for (const atMs of [0, 10_000, 20_000]) {
      expect(watch.suspects(atMs)).toBe(false);
      watch.opened(atMs);
      watch.closed(atMs + 5_000);
    }
    expect(watch.suspects(25_000)).toBe(true);
    expect(watch.suspects(65_000)).toBe(false);
  });

  it('is not suspected of closes that come later, or before any connection', () => {
    const watch = takeoverWatch();
    for (const atMs of [0, 10_000, 20_000]) {
      watch.closed(atMs);
      watch.opened(atMs);
      watch.closed(atMs + 5_001);
    }
    expect(watch.suspects(25_001)).toBe(false);
  });
});
