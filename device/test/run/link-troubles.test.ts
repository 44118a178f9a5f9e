import { type LinkTroubles, linkTroubles } from '../../src/run/link-troubles';
import { openTroubles, type Troubles } from '../../src/run/troubles';

const EXPIRED = { code: 'broker-certificate-expired', message: 'it has expired' };
const GONE = { code: 'broker-unreachable', message: 'nobody is there' };
const identity = { host: 'broker', port: 8883, clientId: 'r-1', cert: 'c', key: 'k' };

describe('what is wrong with the link', () => {
  let troubles: Troubles;
  let link: LinkTroubles;
  let said: string[];
  let probes: number;
  let answer: typeof EXPIRED | undefined;
  let now: number;
  const pass = async (ms: number) => {
    now += ms;
    await jest.advanceTimersByTimeAsync(ms);
  };
  beforeEach(() => {
    jest.useFakeTimers();
    said = [];
    probes = 0;
    answer = EXPIRED;
    now = 0;
    troubles = openTroubles(
      (text) => said.push(text),
      () => undefined,
    );
    link = linkTroubles({
      identity,
      troubles,
      log: () => undefined,
      now: () => now,
      probe: async () => {
        probes += 1;
        return answer;
      },
    });
  });
  afterEach(() => {
    link.stop();
    jest.useRealTimers();
  });

  it('is asked of TLS after 2 s without a connection, then every minute, and told once', async () => {
    await pass(1_999);
    expect(probes).toBe(0);
    await pass(1);
    expect(troubles.codes()).toEqual(['broker-certificate-expired']);
    await pass(60_000);
    expect(probes).toBe(2);
    expect(said).toEqual(['broker-certificate-expired: it has expired']);
  });

  it('is not asked while there is a connection, and over with the next one', async () => {
    await pass(1_000);
    link.hear({ kind: 'up', maxPacketBytes: 1 });
    await pass(300_000);
    expect(probes).toBe(0);
    link.hear({ kind: 'down', reason: 'socket closed' });
    await pass(2_000);
    expect(troubles.codes()).toEqual(['broker-certificate-expired']);
    answer = GONE;
    await pass(60_000);
    expect(troubles.codes()).toEqual(['broker-unreachable']);
    link.hear({ kind: 'up', maxPacketBytes: 1 });
    expect(troubles.codes()).toEqual([]);
    expect(said.at(-1)).toBe('broker-unreachable: over');
  });

  it('is another reader of the same id after three quick closes, until a minute has passed well', async () => {
    for (let n = 0; n < 3; n += 1) {
      link.hear({ kind: 'up', maxPacketBytes: 1 });
      await pass(800);
      link.hear({ kind: 'down', reason: 'socket closed', ...(n === 1 && { code: 142 }) });
      await pass(700);
    }
    expect(troubles.codes()).toEqual(['reader-id-taken']);
    link.hear({ kind: 'up', maxPacketBytes: 1 });
    await pass(60_000);
    expect(troubles.codes()).toEqual([]);
  });

  it('is not another reader where the broker says why it closes', async () => {
    for (let n = 0; n < 4; n += 1) {
      link.hear({ kind: 'up', maxPacketBytes: 1 });
      link.hear({ kind: 'down', reason: 'packet too large', code: 149 });
    }
    expect(troubles.codes()).toEqual([]);
  });
});
