import { type Consequence, consequenceText } from '../../src/copies/consequence';

const MORNING = '2026-11-28T09:00:00.000Z';
const EVENING = '2026-11-28T18:00:00.000Z';
const clock = (instant: string) => instant.slice(11, 16);
const textOf = (more: Partial<Consequence>) =>
  consequenceText(
    { before: { status: 'available' }, after: { status: 'available' }, loans: [], days: [], ...more },
    clock,
  );

describe('what would follow, in words', () => {
  it.each<[string, Partial<Consequence>]>([
    ['The copy will be on loan since 09:00.', { after: { status: 'on-loan', borrowedAt: MORNING } }],
    ['The copy will be available.', { before: { status: 'on-loan', borrowedAt: MORNING } }],
    ['The copy will stay available.', {}],
    ['The copy will stay retired.', { after: { status: 'retired' } }],
    ['The tag will stay unassigned.', { after: { status: 'unassigned' } }],
  ])('%s', (sentence, consequence) => {
    expect(textOf(consequence)[0]).toBe(sentence);
  });

  it('names each loan and day that changes', () => {
    const loan = { loanNo: 2, borrowedAt: MORNING };
    expect(
      textOf({
        loans: [
          { ...loan, change: 'opens' },
          { ...loan, change: 'opens', returnedAt: EVENING },
          { ...loan, change: 'closes', returnedAt: EVENING },
          { ...loan, change: 'goes' },
          { ...loan, change: 'moves', returnedAt: EVENING },
        ],
        days: [{ date: '2026-11-28', borrowed: -1, returned: 2 }],
      }).slice(1),
    ).toEqual([
      'Loan 2, of 09:00, opens again.',
      'Loan 2, of 09:00, appears, returned 18:00.',
      'Loan 2, of 09:00, ends 18:00.',
      'Loan 2, of 09:00, disappears.',
      'Loan 2, of 09:00, ends at another time: 18:00.',
      '2026-11-28: borrowed −1, returned +2.',
    ]);
  });
});
