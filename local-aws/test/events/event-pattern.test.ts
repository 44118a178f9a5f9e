import { compileEventPattern } from '../../src/events/event-pattern';

describe('an event pattern', () => {
  const event = {
    source: 'shelflog.ingest',
    'detail-type': 'ScansReceived',
    resources: ['arn:a', 'arn:b'],
    detail: { channel: 'mqtt', count: 3, clockSynced: false, note: null },
  };

  it.each([
    [{ source: ['other', 'shelflog.ingest'] }, true],
    [{ source: ['other'] }, false],
    [{ source: ['shelflog.ingest'], 'detail-type': ['Other'] }, false],
    [{ detail: { channel: ['mqtt'], count: [3] } }, true],
    [{ detail: { count: ['3'] } }, false],
    [{ detail: { clockSynced: [false], note: [null] } }, true],
    [{ detail: { missing: ['x'] } }, false],
    [{ detail: { channel: { deeper: ['mqtt'] } } }, false],
    [{ resources: ['arn:b'] }, true],
    [{ resources: ['arn:c'] }, false],
    [{ 'detail-type': [{ prefix: 'Scans' }] }, true],
    [{ 'detail-type': [{ prefix: 'scans' }] }, false],
  ])('%j fits: %s', (pattern, expected) => {
    expect(compileEventPattern(pattern)(event)).toBe(expected);
  });

  it.each([
    [{ source: [{ 'anything-but': 'x' }] }, '{"anything-but":"x"}'],
    [{ source: [{ suffix: 'x' }] }, '{"suffix":"x"}'],
    [{ source: [{ prefix: { 'equals-ignore-case': 'x' } }] }, 'equals-ignore-case'],
    [{ detail: { count: [{ numeric: ['>', 1] }] } }, 'numeric'],
    [{ detail: { count: [{ exists: true }] } }, 'exists'],
    [{ $or: [{ source: ['x'] }] }, '$or'],
    [{ source: 'x' }, 'must be an object'],
    [{}, 'empty pattern'],
  ])('%j is refused, naming what is not known', (pattern, message) => {
    expect(() => compileEventPattern(pattern, 'Rule r')).toThrow(message);
  });
});
