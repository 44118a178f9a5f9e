import { checksumOf } from '../../src/sip2/checksum';

const latin1 = (text: string, encoding: BufferEncoding) => Buffer.from(text, encoding).toString('latin1');

describe('the checksum of a SIP2 message', () => {
  // facts: computed with cap60552/php-sip2 and by hand.
  it.each([
    ['9900302.00AY0AZ', 'FCA6'],
    ['9900402.00AY1AZ', 'FCA4'],
    ['11YN20261128    10150020261212    235900AOmain|AB31234000123456|AY3AZ', 'F09D'],
    ['09N20261128    10150020261128    101500APdesk-1|AOmain|AB31234000123456|AC|AY5AZ', 'ECE1'],
    ['96AZ', 'FEF6'],
  ])('of %s is %s', (message, checksum) => {
    expect(checksumOf(message)).toBe(checksum);
  });

  it('is over bytes, so that it differs between encodings', () => {
    expect(checksumOf(latin1('AJCien años|AY1AZ', 'utf8'))).toBe('F93D');
    expect(checksumOf(latin1('AJCien años|AY1AZ', 'latin1'))).toBe('F9C0');
  });
});
