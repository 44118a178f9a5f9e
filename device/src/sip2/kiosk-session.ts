import { formatAnswer, RESEND_PLEASE } from './answer';
import { type AnswerParts, answerRequest } from './answer-request';
import { isPassword } from './password-hash';
import { parseRequest, type Sip2Request } from './request';

export type SessionParts = Omit<AnswerParts, 'terminal'> & {
  /** By name, a password's hash; without any, nobody logs in. */
  readonly logins?: Readonly<Record<string, string>>;
  /** What each terminal was last told, over all connections. */
  readonly told: Map<string, Told>;
  readonly log: (text: string) => void;
};

/** The line of a kiosk and what was answered to it, both as they went over the wire. */
export type Told = { readonly line: string; readonly answer: string };

/** An answer that says ok to a checkout or checkin. */
const DONE = /^1[02]1/;

/** Stands for a wrong name, so that it takes as long as a wrong password. */
const NOBODY = `$scrypt$ln=15,r=8,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/** A kiosk's connection: its login, and its last answer, which is sent again when it is asked for. */
export class KioskSession {
  private terminal: string | undefined;
  private last: Told | undefined;

  constructor(private readonly parts: SessionParts) {}

  get isLoggedIn(): boolean {
    return this.parts.logins === undefined || this.terminal !== undefined;
  }

  /** The answer to one line; undefined where there is none: the kiosk has to log in first. */
  async answer(line: string): Promise<string | undefined> {
    const request = parseRequest(line);
    if ('fault' in request) {
      this.parts.log(`sip2: a message that is ${request.fault}; the kiosk is asked for it again`);
      return RESEND_PLEASE;
    }
    if (request.code === '97') return this.lastAnswer() ?? RESEND_PLEASE;
    if (request.code === '93') return await this.loggedIn(request);
    if (!this.isLoggedIn) return undefined;
    const before = this.toldBefore();
    // Sent once more because no answer came: it was done, and is done once.
    const isSentAgain = before?.line === line && DONE.test(before.answer);
    const answer = isSentAgain ? before.answer : formatAnswer(this.made(request), request);
    this.tell({ line, answer });
    return answer;
  }

  private made(request: Sip2Request) {
    const { terminal } = this;
    return answerRequest(request, { ...this.parts, ...(terminal !== undefined && { terminal }) });
  }

  private async loggedIn(request: Sip2Request): Promise<string> {
    const { logins, log } = this.parts;
    const name = request.fields.get('CN') ?? '';
    const password = Buffer.from(request.fields.get('CO') ?? '', 'latin1');
    const hash = logins && Object.hasOwn(logins, name) ? logins[name] : undefined;
    const isRight =
      logins === undefined || ((await isPassword(password, hash ?? NOBODY)) && hash !== undefined);
    if (logins !== undefined) this.terminal = isRight ? name : undefined;
    if (!isRight) log('sip2: a login was refused');
    const answer = formatAnswer({ head: `94${isRight ? 1 : 0}`, fields: [] }, request);
    // A line with a password is not remembered.
    this.last = { line: '', answer };
    return answer;
  }

  /** Without a login, another kiosk's is not told. */
  private lastAnswer(): string | undefined {
    const ofTerminal = this.terminal === undefined ? undefined : this.toldBefore();
    return (this.last ?? ofTerminal)?.answer;
  }

  private toldBefore(): Told | undefined {
    return this.parts.told.get(this.terminal ?? '');
  }

  private tell(told: Told): void {
    this.last = told;
    this.parts.told.set(this.terminal ?? '', told);
  }
}
