import { formatSip2Time, parseSip2Time } from '../../src/sip2/sip2-time';

describe('a time of SIP2', () => {
  it('in UTC is read whatever zone the machine has', () => {
    expect(parseSip2Time('20261128   Z101500')).toBe(Date.parse('2026-11-28T10:15:00Z'));
  });

  it('in local time is read and written alike', () => {
    const at = new Date(2026, 10, 28, 10, 15, 9).getTime();
    expect(formatSip2Time(at)).toBe('20261128    101509');
    expect(parseSip2Time('20261128    101509')).toBe(at);
  });

  it.each([
    '20260230    101500',
    '20261128    241500',
    '20261128    106000',
    '20261128 EST101500',
    '',
    '19000101',
  ])('%p is none', (text) => {
    expect(parseSip2Time(text)).toBeUndefined();
  });

  it('of long ago is read', () => {
    expect(parseSip2Time('19000101   Z000000')).toBe(Date.parse('1900-01-01T00:00:00Z'));
  });
});
