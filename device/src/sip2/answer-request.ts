import type { Sip2Answer } from './answer';
import { checkIn, checkOut, type DeskPorts, type Handled, type Handling } from './kiosk-desk';
import type { Sip2Request } from './request';
import { AVAILABLE, CARD_PLEASE, NO_FEES, NOT_KNOWN, ON_LOAN, SCREEN_TEXTS } from './screen-texts';
import { formatSip2Time } from './sip2-time';

export type AnswerParts = DeskPorts & {
  /** A character a byte, in the kiosks' encoding. */
  readonly institution: string;
  readonly nowMs: () => number;
  /** Who asks: what their login is called. */
  readonly terminal?: string;
};

type Asked = { readonly request: Sip2Request; readonly parts: AnswerParts };

/** All that is answered but for the login and what is sent again, which belong to the connection. */
export function answerRequest(request: Sip2Request, parts: AnswerParts): Sip2Answer {
  const asked = { request, parts };
  switch (request.code) {
    case '99':
      return status(asked);
    case '11':
      return checkedOut(asked);
    case '09':
      return checkedIn(asked);
    case '17':
      return item(asked);
    case '23':
      return patron(asked, '24', '');
    case '63':
      return patron(asked, '64', '0000'.repeat(6));
    case '35':
      return { head: `36Y${now(asked)}`, fields: [institution(asked), card(asked)] };
    default:
      return { head: `38N${now(asked)}`, fields: [institution(asked), card(asked), ['AF', NO_FEES]] };
  }
}

/** BX: patron status, checkout, checkin, not blocking patrons, status, resend, login, patron information, end of
 *  session, fee paid, item information; not item status update, enabling patrons, holds, renewals. */
const SUPPORTED = 'YYYNYYYYYYYNNNNN';
/** A kiosk waits 10 s, in tenths, and asks three times. */
const PATIENCE = '100003';
const PROTOCOL = '2.00';
/** SIP2's patron status says what a patron is refused: nothing. */
const NOTHING_REFUSED = ' '.repeat(14);

function status(asked: Asked): Sip2Answer {
  return {
    head: `98YYYNNY${PATIENCE}${now(asked)}${PROTOCOL}`,
    fields: [institution(asked), ['BX', SUPPORTED]],
  };
}

function checkedOut(asked: Asked): Sip2Answer {
  const { request, parts } = asked;
  const [, noBlock] = request.fixed;
  const handled: Handled | 'no-card' =
    field(asked, 'AA') === '' && noBlock !== 'Y'
      ? 'no-card'
      : checkOut(parts, { ...handling(asked), ...done(noBlock, request.fixed.slice(2, 20)) });
  const isLent = handled !== 'no-card' && (handled.kind === 'lent' || handled.kind === 'lent-already');
  return {
    head: `12${isLent ? 1 : 0}NU${isLent ? 'Y' : 'N'}${now(asked)}`,
    fields: [
      institution(asked),
      card(asked),
      ['AB', field(asked, 'AB')],
      ['AJ', field(asked, 'AB')],
      ['AH', ''],
      ['AF', handled === 'no-card' ? CARD_PLEASE : SCREEN_TEXTS[handled.kind]],
    ],
  };
}

function checkedIn(asked: Asked): Sip2Answer {
  const { request, parts } = asked;
  const [noBlock] = request.fixed;
  // When it was given back, else when the kiosk wrote the message.
  const times = [request.fixed.slice(19, 37), request.fixed.slice(1, 19)];
  const { kind } = checkIn(parts, { ...handling(asked), ...done(noBlock, ...times) });
  const isBack = kind === 'returned' || kind === 'returned-already' || kind === 'cancelled';
  return {
    head: `10${isBack ? 1 : 0}${isBack ? 'Y' : 'N'}UN${now(asked)}`,
    fields: [
      institution(asked),
      ['AB', field(asked, 'AB')],
      ['AQ', ''],
      ['AJ', field(asked, 'AB')],
      ['AF', SCREEN_TEXTS[kind]],
    ],
  };
}

const CIRCULATION = {
  checkout: { code: '04', text: ON_LOAN },
  return: { code: '03', text: AVAILABLE },
  unknown: { code: '01', text: NOT_KNOWN },
};

function item(asked: Asked): Sip2Answer {
  const tagId = field(asked, 'AB');
  const { code, text } = CIRCULATION[asked.parts.copies.get(tagId)?.mode ?? 'unknown'];
  return {
    // Security marker and fee type: other.
    head: `18${code}0001${now(asked)}`,
    fields: [
      ['AB', tagId],
      ['AJ', tagId],
      ['AF', text],
    ],
  };
}

function patron(asked: Asked, code: '24' | '64', counts: string): Sip2Answer {
  const isSomebody = field(asked, 'AA') !== '';
  const language = asked.request.fixed.slice(0, 3);
  return {
    head: `${code}${NOTHING_REFUSED}${language}${now(asked)}${counts}`,
    fields: [
      institution(asked),
      card(asked),
      ['AE', ''],
      ['BL', isSomebody ? 'Y' : 'N'],
      ['CQ', isSomebody ? 'Y' : 'N'],
      ...(isSomebody ? [] : [['AF', CARD_PLEASE] as const]),
    ],
  };
}

const field = ({ request }: Asked, name: string) => request.fields.get(name) ?? '';
const now = ({ parts }: Asked) => formatSip2Time(parts.nowMs());
const institution = ({ parts }: Asked) => ['AO', parts.institution] as const;
/** Told back to the kiosk that sent it, and kept nowhere. */
const card = (asked: Asked) => ['AA', field(asked, 'AA')] as const;

function handling(asked: Asked): Handling {
  const { terminal } = asked.parts;
  return {
    item: field(asked, 'AB'),
    isCancel: field(asked, 'BI') === 'Y',
    // Without the card, which is kept nowhere.
    request: `${asked.request.code}${asked.request.fixed}${asked.request.sequence ?? ''}`,
    ...(terminal !== undefined && { terminal }),
  };
}

/** With noBlock Y it is over, and must be taken: it has its own time. */
const done = (noBlock: string | undefined, ...times: readonly string[]): Pick<Handling, 'doneAt'> =>
  noBlock === 'Y' ? { doneAt: times } : {};
