import { formatAnswer, RESEND_PLEASE } from './answer';
import { type AnswerParts, answerRequest } from './answer-request';
import { isPassword } from './password-hash';
import { parseRequest, type Sip2Request } from './request';

export type SessionParts = Omit<AnswerParts, 'terminal'> & {
  /** By name, a password's hash; without any, nobody logs in. */
  readonly logins?: Readonly<Record<string, string>>;
  /** What each terminal was last answered, over all its connections. */
  readonly told: Map<string, string>;
  readonly log: (text: string) => void;
};

/** Stands for a wrong name, so that it takes as long as a wrong password. */
const NOBODY = `$scrypt$ln=15,r=8,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/** A kiosk's connection: its login, and its last answer, which is sent again when it is asked for. */
export class KioskSession {
  private terminal: string | undefined;
  private last: string | undefined;

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
    const { terminal, parts } = this;
    const answer = answerRequest(request, { ...parts, ...(terminal !== undefined && { terminal }) });
    this.last = formatAnswer(answer, request);
    if (terminal !== undefined) parts.told.set(terminal, this.last);
    return this.last;
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
    this.last = formatAnswer({ head: `94${isRight ? 1 : 0}`, fields: [] }, request);
    return this.last;
  }

  /** Without a login, another kiosk's is not told. */
  private lastAnswer(): string | undefined {
    return this.last ?? (this.terminal === undefined ? undefined : this.parts.told.get(this.terminal));
  }
}
