import { libraryCalendar } from '../../app/lib/library-calendar';
import { checksumOf } from '../../device/src/sip2/checksum';
import type { KioskScan } from '../../device/src/sip2/kiosk-desk';
import { KioskSession, type SessionParts } from '../../device/src/sip2/kiosk-session';
import { KnownCopies } from '../../device/src/sip2/known-copies';
import { formatSip2Time } from '../../device/src/sip2/sip2-time';
import { seededRandom } from '../../device/test/support/random';
import type { LibraryEvent } from '../../domain/events';
import { DEFAULT_RULES } from '../../domain/tag/rules';
import { readLibrary } from '../../projections/reference-fold';
import { anAssignment, aScan, aVoid } from '../domain/builders';

const DAYS = Number(process.env['SHELFLOG_KIOSK_DAYS'] ?? 300);
const SEED = Number(process.env['SHELFLOG_SEED'] ?? 19);
const OPENS = Date.parse('2026-11-28T08:00:00Z');
const COPIES = 6;
const ACTIONS = 60;
/** The same reader's scan of the same mode within ten seconds is a repeat, whatever a desk did between. */
const AFTER_REPEATS_MS = 11_000;
const calendar = libraryCalendar('UTC');

type Random = ReturnType<typeof seededRandom>;
type Message = { readonly line: string; readonly copy: string; readonly kind: Kind; readonly doneAt: number };
type Kind = 'checkout' | 'return' | 'cancel';
type Loan = { readonly copy: string; readonly from: number; to?: number };

const iso = (ms: number) => new Date(ms).toISOString();

/** The gateway, whose memory a kill takes, and the library's history as its scans make it. */
class Gateway {
  readonly events: LibraryEvent[] = [];
  isUp = true;
  nowMs = OPENS;
  private seq = 0;
  private readonly copies = new KnownCopies();
  private sessions = new Map<string, KioskSession>();
  private told = new Map<string, string>();

  kill(): void {
    this.sessions = new Map();
    this.told = new Map();
  }

  async answer(kiosk: string, line: string): Promise<string> {
    const session = this.sessions.get(kiosk) ?? new KioskSession(this.parts());
    this.sessions.set(kiosk, session);
    return (await session.answer(line)) ?? '';
  }

  private parts(): SessionParts {
    return {
      keep: (scan) => this.keep(scan),
      copies: this.copies,
      institution: 'main',
      nowMs: () => this.nowMs,
      told: this.told,
      log: () => undefined,
    };
  }

  private keep({ tagId, mode, cancels, atMs = this.nowMs }: KioskScan) {
    this.seq += 1;
    const scanId = `kiosks-boot-${this.seq}`;
    const when = iso(atMs);
    const recordedAt = iso(Math.max(atMs, this.nowMs));
    this.events.push(
      cancels === undefined
        ? aScan(when, { tagId, mode, scanId, readerId: 'kiosks', recordedAt })
        : aVoid(when, cancels, { tagId, recordedAt }),
    );
    return { scanId, atMs };
  }
}

/** A day of people, two kiosks and a desk, and what truly happened. */
class Day {
  readonly gateway = new Gateway();
  readonly loans: Loan[] = [];
  private readonly waiting = new Map<string, Message[]>([
    ['kiosk-a', []],
    ['kiosk-b', []],
  ]);
  private sequence = 0;

  constructor(private readonly random: Random) {}

  async pass(): Promise<void> {
    for (let n = 0; n < ACTIONS; n += 1) {
      this.gateway.nowMs += this.random.chance(0.1) ? AFTER_REPEATS_MS : 15_000 + this.random.below(600_000);
      if (this.random.chance(0.1)) this.gateway.isUp = !this.gateway.isUp;
      if (this.random.chance(0.1)) this.gateway.kill();
      await this.act();
    }
    this.gateway.isUp = true;
    for (const kiosk of this.waiting.keys()) await this.catchUp(kiosk);
  }

  private async act(): Promise<void> {
    const copy = `copy-${this.random.below(COPIES)}`;
    const running = this.loans.find((loan) => loan.copy === copy && loan.to === undefined);
    if (this.random.chance(0.2)) return this.atDesk(copy, running);
    const kiosk = this.random.chance(0.5) ? 'kiosk-a' : 'kiosk-b';
    if (running) {
      running.to = await this.send(kiosk, 'return', copy);
      return;
    }
    const loan: Loan = { copy, from: await this.send(kiosk, 'checkout', copy) };
    this.loans.push(loan);
    if (!this.random.chance(0.15)) return;
    // The tag could not be written: there was no loan.
    this.gateway.nowMs += 1_000;
    await this.send(kiosk, 'cancel', copy);
    this.loans.splice(this.loans.indexOf(loan), 1);
  }

  private atDesk(copy: string, running: Loan | undefined): void {
    const at = this.gateway.nowMs;
    const mode = running ? 'return' : 'checkout';
    this.gateway.events.push(aScan(iso(at), { tagId: copy, mode, readerId: 'desk' }));
    if (running) running.to = at;
    else this.loans.push({ copy, from: at });
  }

  /** Until it is answered, or kept for later where nobody listens. Answers when it was done. */
  private async send(kiosk: string, kind: Kind, copy: string): Promise<number> {
    const queue = this.waiting.get(kiosk) ?? [];
    if (!this.gateway.isUp) {
      const doneAt = Math.floor(this.gateway.nowMs / 1_000) * 1_000;
      const before = queue.findLast((message) => message.copy === copy);
      queue.push({ line: this.line(kind, copy, 'Y'), copy, kind, doneAt });
      return before?.doneAt === doneAt ? doneAt + 1 : doneAt;
    }
    await this.catchUp(kiosk);
    const doneAt = this.gateway.nowMs;
    await this.deliver(kiosk, this.line(kind, copy, 'N'));
    return doneAt;
  }

  private async catchUp(kiosk: string): Promise<void> {
    const queue = this.waiting.get(kiosk) ?? [];
    for (const message of queue.splice(0)) await this.deliver(kiosk, message.line);
  }

  /** Its answer may be lost, and the gateway killed, before it is sent once more. */
  private async deliver(kiosk: string, line: string): Promise<void> {
    do {
      const answer = await this.gateway.answer(kiosk, line);
      expect(answer).toMatch(/^1[02]1/);
      this.gateway.nowMs += this.random.below(3) * 700;
      if (this.random.chance(0.3)) this.gateway.kill();
    } while (this.random.chance(0.25));
  }

  private line(kind: Kind, copy: string, noBlock: 'Y' | 'N'): string {
    this.sequence = (this.sequence + 1) % 10;
    const time = formatSip2Time(this.gateway.nowMs);
    const head =
      kind === 'checkout' ? `11Y${noBlock}${time}${time}AAcard|` : `09${noBlock}${time}${time}APhall|`;
    const summed = `${head}AOmain|AB${copy}|AC|${kind === 'cancel' ? 'BIY|' : ''}AY${this.sequence}AZ`;
    return summed + checksumOf(summed);
  }
}

const byCopyAndTime = (a: { copy: string; from: string }, b: { copy: string; from: string }) =>
  `${a.copy}${a.from}` < `${b.copy}${b.from}` ? -1 : 1;

it(`${DAYS} days of kiosks, with cuts, kills, doubled messages, cancels and a desk, give every loan once at its time (seed ${SEED})`, async () => {
  for (let n = 0; n < DAYS; n += 1) {
    const day = new Day(seededRandom(SEED + n));
    await day.pass();
    const assigned = Array.from({ length: COPIES }, (_, copy) =>
      anAssignment('2026-11-01T00:00:00.000Z', 'book', 1, { tagId: `copy-${copy}` }),
    );
    const library = readLibrary([...assigned, ...day.gateway.events], DEFAULT_RULES, calendar);
    const read = library.loans.map(({ tagId, borrowedAt, returnedAt }) => ({
      copy: tagId,
      from: borrowedAt,
      to: returnedAt,
    }));
    const truth = day.loans.map(({ copy, from, to }) => ({
      copy,
      from: iso(from),
      to: to === undefined ? undefined : iso(to),
    }));
    expect([SEED + n, read.sort(byCopyAndTime)]).toEqual([SEED + n, truth.sort(byCopyAndTime)]);
  }
});
