import type { Person, Verdict } from './steps';

/** A line that a running reader prints. */
export type ReaderEvent = { readonly event: string; readonly seq?: number; readonly upTo?: number };

/** A reader that runs beside. */
export type RunningReader = {
  /** The first such event since its start; undefined if none comes in time. */
  waitFor(wanted: (event: ReaderEvent) => boolean, seconds: number): Promise<ReaderEvent | undefined>;
  /** The number of the last scan that it accepted since its start, or 0. */
  lastSeq(): number;
  stop(): Promise<void>;
};

/** What must still be known after the plug was pulled. */
export type Notebook = {
  read(): number | undefined;
  write(seq: number): void;
  clear(): void;
};

const READY_SECONDS = 30;
const TAG_SECONDS = 60;
const QUIET_SECONDS = 10;
const BACK_SECONDS = 180;

const publishedUpTo = (seq: number) => (event: ReaderEvent) =>
  event.event === 'published' && (event.upTo ?? 0) >= seq;

/** Pull the network: a scan is kept without it, and is with the broker when it is back. */
export async function networkStep(person: Person, reader: RunningReader): Promise<Verdict> {
  const step = 'a scan outlasts a network that is away';
  await person.ready('Pull the network (cable, or switch the access point off). Enter when it is out.');
  const kept = await scanned(person, reader);
  if (kept === undefined) return { step, passed: false, detail: 'no scan was accepted without a network' };
  if (await reader.waitFor(publishedUpTo(kept), QUIET_SECONDS)) {
    return { step, passed: false, detail: 'the scan was published: the network was not out' };
  }
  await person.ready('Put the network back. Enter when it is in.');
  const sent = await reader.waitFor(publishedUpTo(kept), BACK_SECONDS);
  return {
    step,
    passed: sent !== undefined,
    detail: sent ? `scan ${kept} is with the broker` : `scan ${kept} waits still`,
  };
}

/** Before the plug: a scan that only the spool knows. The verdict is the next start's. */
export async function beforePlug(
  person: Person,
  reader: RunningReader,
  notebook: Notebook,
): Promise<boolean> {
  await person.ready('Pull the network once more. Enter when it is out.');
  const kept = await scanned(person, reader);
  if (kept === undefined) return false;
  notebook.write(kept);
  return true;
}

/** After the plug: what beeped before it is with the broker. */
export async function afterPlug(person: Person, reader: RunningReader, notebook: Notebook): Promise<Verdict> {
  const step = 'a scan outlasts the plug being pulled';
  const kept = notebook.read();
  if (kept === undefined)
    return { step, passed: false, detail: 'no scan was noted before the plug was pulled' };
  await person.ready('Put the network back if it is out. Enter when it is in.');
  const sent = await reader.waitFor(publishedUpTo(kept), BACK_SECONDS);
  notebook.clear();
  return {
    step,
    passed: sent !== undefined,
    detail: sent ? `scan ${kept} is with the broker` : `scan ${kept} did not come`,
  };
}

export async function readyStep(reader: RunningReader): Promise<Verdict> {
  const up = await reader.waitFor(({ event }) => event === 'ready', READY_SECONDS);
  const detail = up ? 'it reads tags' : `not ready within ${READY_SECONDS} s: see the lines above`;
  return { step: 'the reader starts', passed: up !== undefined, detail };
}

async function scanned(person: Person, reader: RunningReader): Promise<number | undefined> {
  const before = reader.lastSeq();
  const isNew = ({ event, seq }: ReaderEvent) => event === 'accepted' && (seq ?? 0) > before;
  const seen = reader.waitFor(isNew, TAG_SECONDS);
  await person.ready('Lay a tag onto the reader; it beeps. Enter when it did.');
  return (await seen)?.seq;
}
