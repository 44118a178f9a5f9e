import fc from 'fast-check';
import { parseEventName } from '../../../app/audit/event-name';
import { checkProof, type Proof, trustedHashOf } from '../../../app/audit/proof';
import { proveEvent } from '../../../app/audit/prove-event';
import { canonicalJson, sha256 } from '../../../app/events/event-digest';
import { sealDays } from '../../../app/ledger/seal-days';
import type { TagEvent } from '../../../domain/tag/events';
import { anAssignment, aScan, at } from '../../domain/builders';
import { memoryLedger, memoryTable } from '../ledger/memory-ledger';

const SEED = Number(process.env['PROOF_SEED'] ?? 20_261_122);
const DAYS = ['2026-03-02', '2026-03-03', '2026-03-04'];
const events: TagEvent[] = DAYS.flatMap((day, d) =>
  Array.from({ length: [700, 1, 300][d]! }, (_, i) => {
    const tagId = `t${i % 50}`;
    const when = at(`${String(8 + (i % 12)).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}`, day);
    if (d === 0 && i < 50) return anAssignment(when, 'book-ä/1', 1, { tagId });
    return aScan(when, { tagId, scanId: `s${d}-${i}`, recordedAt: when });
  }),
);
const ledger = memoryLedger();
let head = '';

beforeAll(async () => {
  const { sealed } = await sealDays({
    recorded: memoryTable(...events),
    ledger,
    clock: () => at('12:00', '2026-03-05'),
  });
  head = sealed.at(-1)!.hash;
});

const prove = async ({ streamId, eventId, recordedAt }: TagEvent): Promise<Proof> => {
  const proof = await proveEvent(ledger, { streamId, eventId }, recordedAt.slice(0, 10));
  if (proof === undefined) throw new Error(`${eventId} is not sealed.`);
  return proof;
};
const copyOf = (proof: Proof) => JSON.parse(JSON.stringify(proof));

const pick = fc.integer({ min: 0, max: events.length - 1 }).map((i) => events[i]!);
/** Another value of the same kind at every leaf of the proof's JSON, or a field too many or too few. */
type Alteration = { readonly path: readonly (string | number)[]; readonly salt: number };

function leavesOf(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, each]) =>
    leavesOf(each, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return [...inner, ...(Array.isArray(value) ? [] : [[...path, 'added']])];
}

function alter(proof: Proof, { path, salt }: Alteration): unknown {
  const altered = copyOf(proof);
  const holder = path.slice(0, -1).reduce((value, key) => value[key], altered);
  const key = path.at(-1)!;
  const old = holder[key];
  if (typeof old === 'number') holder[key] = old + 1 + (salt % 5);
  else if (typeof old === 'boolean') holder[key] = !old;
  else if (typeof old === 'string' && salt % 3 === 0) delete holder[key];
  else if (typeof old === 'string') holder[key] = flip(old, salt);
  else holder[key] = 'x';
  return altered;
}

function flip(text: string, salt: number): string {
  if (text === '') return 'x';
  const at = salt % text.length;
  return `${text.slice(0, at)}${text[at] === 'a' ? 'b' : 'a'}${text.slice(at + 1)}`;
}

describe(`proofs of single events (PROOF_SEED=${SEED})`, () => {
  it('hold, all of 1,000', async () => {
    let held = 0;
    await fc.assert(
      fc.asyncProperty(pick, async (event) => {
        const proof = copyOf(await prove(event));
        const { streamId, eventId, recordedAt } = event;
        expect(checkProof(proof, head)).toMatchObject({
          holds: true,
          event: { streamId, eventId, recordedAt },
          sealed: { day: recordedAt.slice(0, 10) },
          head: { day: '2026-03-04', hash: head },
          trusted: { hash: head },
        });
        held += 1;
      }),
      { numRuns: 1_000, seed: SEED },
    );
    expect(held).toBe(1_000);
  });

  it('fail, all of 1,000, when anything in them is altered', async () => {
    const proofs = await Promise.all([events[0]!, events[333]!, events[700]!, events[900]!].map(prove));
    let failed = 0;
    fc.assert(
      fc.property(fc.constantFrom(...proofs), fc.nat(), fc.nat(), (proof, which, salt) => {
        const paths = leavesOf(proof);
        const path = paths[which % paths.length]!;
        const altered = alter(proof, { path, salt });
        expect(altered).not.toEqual(copyOf(proof));
        expect({ path, verdict: checkProof(altered, head).holds }).toEqual({ path, verdict: false });
        failed += 1;
      }),
      { numRuns: 1_000, seed: SEED },
    );
    expect(failed).toBe(1_000);
  });

  it('fail when the event is swapped for another sealed one', async () => {
    const [one, other] = await Promise.all([prove(events[60]!), prove(events[61]!)]);
    expect(checkProof({ ...one, event: other.event }, head).holds).toBe(false);
  });

  it('name the event by the digest of a later day, and by no other hash', async () => {
    const proof = await prove(events[3]!);
    const [first, second, third] = proof.digests.map((digest) => sha256(canonicalJson(digest)));
    for (const hash of [first, second, third]) expect(checkProof(proof, hash).holds).toBe(true);
    expect(checkProof(proof, sha256('something else'))).toMatchObject({ holds: false });
    expect(checkProof(proof)).toMatchObject({ holds: true, head: { hash: third } });
    expect(checkProof(proof)).not.toHaveProperty('trusted');
  });

  it('fail for what is no proof', () => {
    for (const value of [undefined, null, 7, 'proof', [], {}, { v: 1 }]) {
      expect(checkProof(value)).toMatchObject({ holds: false });
    }
  });

  it('are there for a scan named by its id alone, and not for what was never sealed', async () => {
    const name = parseEventName('s2-17')!;
    expect(name).toEqual({ eventId: 'scan#s2-17' });
    expect((await proveEvent(ledger, name))?.event).toEqual(
      events.find(({ eventId }) => eventId === 'scan#s2-17'),
    );
    expect(await proveEvent(ledger, { eventId: 'scan#never' })).toBeUndefined();
  });
});

describe('the name of an event', () => {
  it('is its stream and its id, whatever the id of a book holds', () => {
    expect(parseEventName('tag#t1/scan#s1')).toEqual({ streamId: 'tag#t1', eventId: 'scan#s1' });
    expect(parseEventName('book#a/b/registered')).toEqual({ streamId: 'book#a/b', eventId: 'registered' });
    for (const none of ['', '/', 'tag#t1/', '/scan#s1', 'tag#t1', 'ä'])
      expect(parseEventName(none)).toBeUndefined();
  });
});

describe('a trusted digest', () => {
  it('is given by its hash or as it is stored', async () => {
    const stored = (await ledger.digest('2026-03-04'))!;
    expect(trustedHashOf(head)).toBe(head);
    expect(trustedHashOf(` ${head.toUpperCase()}\n`)).toBe(head);
    expect(trustedHashOf(stored)).toBe(head);
    expect(trustedHashOf(JSON.stringify(JSON.parse(stored), null, 2))).toBe(head);
    for (const none of ['', 'abc', '{}', '{']) expect(trustedHashOf(none)).toBeUndefined();
  });
});
