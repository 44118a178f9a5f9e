import { checksumOf } from '../../src/sip2/checksum';
import { parseRequest, type Sip2Request } from '../../src/sip2/request';

const CHECKOUT = '11YN20261128    10150020261212    235900';

function read(line: string): Sip2Request {
  const request = parseRequest(line);
  if ('fault' in request) throw new Error(request.fault);
  return request;
}
const fieldsOf = (line: string) => Object.fromEntries(read(line).fields);

describe('a message of a kiosk', () => {
  it('has fixed places, fields in any order, a count and a checksum', () => {
    expect(read(`${CHECKOUT}AOmain|AB31234000123456|AY3AZF09D`)).toEqual({
      code: '11',
      fixed: 'YN20261128    10150020261212    235900',
      fields: new Map([
        ['AO', 'main'],
        ['AB', '31234000123456'],
      ]),
      sequence: '3',
      hasChecksum: true,
    });
    expect(fieldsOf(`${CHECKOUT}AB1|AO|`)).toEqual({ AB: '1', AO: '' });
  });

  it('may come without count and checksum, and without the last bar', () => {
    expect(read(`${CHECKOUT}AOmain|AB1`)).not.toHaveProperty('sequence');
    expect(read(`${CHECKOUT}AOmain|AB1`).hasChecksum).toBe(false);
    expect(fieldsOf(`${CHECKOUT}AOmain|AB1`)).toEqual({ AO: 'main', AB: '1' });
  });

  it('may hold fields that nobody knows; of one that comes twice the first counts', () => {
    expect(fieldsOf(`${CHECKOUT}ZZwhat=ever|AB1|AB2|x|`)).toEqual({ ZZ: 'what=ever', AB: '1' });
  });

  it('keeps what looks like a tail within a field', () => {
    expect(fieldsOf(`${CHECKOUT}AAAY3AZ0000|AB1|`)).toEqual({ AA: 'AY3AZ0000', AB: '1' });
  });

  it('takes a checksum in small letters', () => {
    const summed = '9900302.00AY0AZ';
    expect(read(summed + checksumOf(summed).toLowerCase()).sequence).toBe('0');
  });

  it.each([
    ['with a wrong checksum', '9900302.00AY0AZFCA7', 'garbled'],
    ['of another kind', '15+20261128    101500AOmain|', 'unknown'],
    ['that is none', 'GET / HTTP/1.1', 'unknown'],
    ['whose fixed places are cut off', '11YN20261128', 'short'],
  ])('%s is refused', (_, line, fault) => {
    expect(parseRequest(line)).toEqual({ fault });
  });
});
