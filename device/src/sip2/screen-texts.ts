import type { Handled } from './kiosk-desk';

/** What the kiosk shows (AF). */
export const SCREEN_TEXTS: Readonly<Record<Handled['kind'], string>> = {
  lent: 'Lent',
  'lent-already': 'Lent; no return had been recorded before',
  returned: 'Returned',
  'returned-already': 'Returned; no loan is known here',
  cancelled: 'Cancelled: this loan did not take place',
  'no-tag': 'This number is no tag of a library: please ask at the desk',
  'not-kept': 'This cannot be recorded now: please go to the desk',
};

export const CARD_PLEASE = 'Please scan your card';
export const NO_FEES = 'This library takes no fees here';
export const ON_LOAN = 'On loan';
export const AVAILABLE = 'Available';
export const NOT_KNOWN = 'Not known here';
