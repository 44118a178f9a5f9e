import type { Fault } from '../config/fault';
import type { ReaderIdentity } from '../publish/client-config';
import type { LinkEvent } from '../publish/link-watch';
import { takeoverWatch } from '../publish/takeover-watch';
import { probeTls } from '../publish/tls-probe';
import type { Troubles } from './troubles';

export type LinkTroubles = { hear(event: LinkEvent): void; stop(): void };

/** Without a connection for so long, the cause is looked for. */
const PROBE_AFTER_MS = 2_000;
const PROBE_EVERY_MS = 60_000;
const TAKEN = 'reader-id-taken';
const SESSION_TAKEN_OVER = 142;
const RECOVERED_AFTER_MS = 60_000;

type Options = {
  readonly identity: ReaderIdentity;
  readonly troubles: Troubles;
  readonly log: (text: string) => void;
  readonly now: () => number;
  readonly probe?: (identity: ReaderIdentity) => Promise<Fault | undefined>;
};

/** Names what keeps the reader from its broker, where the SDK says the same for everything. */
export function linkTroubles({ identity, troubles, log, now, probe = probeTls }: Options): LinkTroubles {
  const takeovers = takeoverWatch();
  let named: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const lookIn = (ms: number) => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(() => void look(), ms).unref();
  };
  const look = async () => {
    const fault = await probe(identity);
    if (stopped || timer === undefined) return;
    if (fault !== undefined) {
      if (named !== undefined && named !== fault.code) troubles.clear(named);
      named = fault.code;
      troubles.raise(fault);
    }
    lookIn(PROBE_EVERY_MS);
  };
  const up = () => {
    takeovers.opened(now());
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (!takeovers.suspects(now())) troubles.clear(TAKEN);
    }, RECOVERED_AFTER_MS).unref();
    if (named !== undefined) troubles.clear(named);
    named = undefined;
    log('connected to the broker');
  };
  const down = (reason: string, code: number | undefined) => {
    log(`connection to the broker lost: ${reason}`);
    if (code === undefined || code === SESSION_TAKEN_OVER) takeovers.closed(now());
    if (takeovers.suspects(now())) {
      const message = `another reader uses the id ${identity.clientId}: the broker closes this connection each time soon after it is made; give one of them an id and certificate of its own`;
      troubles.raise({ code: TAKEN, message });
    }
    lookIn(PROBE_AFTER_MS);
  };
  lookIn(PROBE_AFTER_MS);
  return {
    hear: (event) => {
      if (event.kind === 'up') up();
      else if (event.kind === 'down') down(event.reason, event.code);
      else log(`no connection to the broker: ${event.reason}`);
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
