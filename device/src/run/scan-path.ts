import { ReaderClock, type TimeSources } from '../clock/reader-clock';
import { sharedTime, systemBootId, systemTime } from '../clock/system-time';
import { openTimeNotes, type TimeNotes } from '../clock/time-notes';
import type { Fault } from '../config/fault';
import { isLoopback, type LinkConfig } from '../config/reader-config';
import { nodeFiles } from '../spool/node-files';
import { openSpool } from '../spool/open-spool';
import type { Spool } from '../spool/spool';
import type { AppendRefusal } from '../spool/spool-refusal';
import { type BrokerLink, type LinkParts, openBrokerLink } from './broker-link';
import { openTroubles, type Troubles } from './troubles';

export type PathParts = {
  readonly emit: (line: object) => void;
  readonly log: (text: string) => void;
  readonly version: string;
  /** Instead of the machine's own. */
  readonly time?: TimeSources;
  readonly bootId?: string;
} & Pick<LinkParts, 'onClient' | 'onUp'>;

export type TagToKeep = {
  readonly tagId: string;
  readonly text: string;
  /** How long ago it came. */
  readonly agoMs: number;
  /** When it was, by another's clock: in ms since 1970, as good as network time. */
  readonly atMs?: number;
  readonly cancels?: string;
  readonly terminal?: string;
  readonly request?: string;
};

export type Kept =
  | { readonly seq: number; readonly scanId: string }
  | { readonly refusal: AppendRefusal | Fault };

/** From a tag to the broker: what is kept is durable, and is brought there whatever happens meanwhile. */
export type ScanPath = {
  readonly spool: Spool;
  readonly clock: ReaderClock;
  readonly notes: TimeNotes;
  readonly troubles: Troubles;
  readonly link: BrokerLink;
  readonly bootId: string;
};

/** Opens a reader's spool and its way to the broker, which is tried from now on.
 *  Errors: throws where the SDK does not take the files of the connection. */
export function openScanPath(
  config: LinkConfig,
  parts: PathParts & { readonly changed: () => void },
): ScanPath | { readonly faults: readonly Fault[] } {
  const clock = new ReaderClock(
    parts.time ?? (isLoopback(config.endpoint) ? sharedTime() : systemTime()),
    parts.bootId ?? systemBootId(),
  );
  const complain = (message: string) => parts.log(message);
  const opened = openSpool(config.spoolDir, {
    readerId: config.readerId,
    maxBytes: config.spoolMaxBytes,
    files: nodeFiles,
    now: () => performance.now(),
    complain,
  });
  if ('refusal' in opened) return { faults: [opened.refusal] };
  const { spool } = opened;
  const notes = openTimeNotes(nodeFiles, config.spoolDir, complain);
  const troubles = openTroubles(parts.log, parts.changed);
  try {
    const link = openBrokerLink(config, { ...parts, spool, notes, clock, troubles });
    return { spool, clock, notes, troubles, link, bootId: clock.bootId };
  } catch (error) {
    spool.close();
    throw error;
  }
}
