import type { Schemas } from '../api/client';

export type Consequence = Schemas['Consequence'];

type Clock = (instant: string) => string;

/** What would follow, in sentences: where the copy would stand, which loans and days would change. */
export function consequenceText({ before, after, loans, days }: Consequence, full: Clock): readonly string[] {
  return [
    copySentence(before, after, full),
    ...loans.map((loan) => loanSentence(loan, full)),
    ...days.map(daySentence),
  ];
}

function copySentence(before: Consequence['before'], after: Consequence['after'], full: Clock): string {
  const same = before.status === after.status && before.borrowedAt === after.borrowedAt ? 'stay' : 'be';
  switch (after.status) {
    case 'on-loan':
      return `The copy will ${same} on loan since ${after.borrowedAt ? full(after.borrowedAt) : 'an unknown time'}.`;
    case 'available':
      return `The copy will ${same} available.`;
    case 'retired':
      return 'The copy will stay retired.';
    case 'unassigned':
      return 'The tag will stay unassigned.';
  }
}

function loanSentence({ loanNo, change, borrowedAt, returnedAt }: Consequence['loans'][number], full: Clock) {
  const loan = `Loan ${loanNo}, of ${full(borrowedAt)},`;
  switch (change) {
    case 'opens':
      return returnedAt ? `${loan} appears, returned ${full(returnedAt)}.` : `${loan} opens again.`;
    case 'closes':
      return `${loan} ends${returnedAt ? ` ${full(returnedAt)}` : ''}.`;
    case 'goes':
      return `${loan} disappears.`;
    case 'moves':
      return `${loan} ends at another time${returnedAt ? `: ${full(returnedAt)}` : ''}.`;
  }
}

const signed = (figure: number) => (figure > 0 ? `+${figure}` : `−${-figure}`);

function daySentence({ date, borrowed, returned }: Consequence['days'][number]): string {
  const parts = [borrowed && `borrowed ${signed(borrowed)}`, returned && `returned ${signed(returned)}`];
  return `${date}: ${parts.filter(Boolean).join(', ')}.`;
}
