import type { Schemas } from '../api/client';

export type Outcome = NonNullable<Schemas['TimelineEntry']['outcome']>;
export type TagStatus = Schemas['Inventory']['status'];

/** What a scan meant, with a sign beside the word so that colour is not all that tells it. */
export const OUTCOMES: Readonly<Record<Outcome, { readonly text: string; readonly sign: string }>> = {
  borrowed: { text: 'Borrowed', sign: '↗' },
  returned: { text: 'Returned', sign: '↙' },
  'unknown-tag': { text: 'Unknown tag', sign: '?' },
  repeat: { text: 'Repeat ignored', sign: '≡' },
  seen: { text: 'Seen on the shelf', sign: '◉' },
  'already-on-loan': { text: 'Was on loan already', sign: '=' },
  'already-available': { text: 'Was not on loan', sign: '=' },
  voided: { text: 'Voided', sign: '×' },
};

export const STATUSES: Readonly<Record<TagStatus, string>> = {
  unassigned: 'Not assigned',
  available: 'Available',
  'on-loan': 'On loan',
  retired: 'Retired',
};

type Entry = Pick<Schemas['TimelineEntry'], 'type' | 'outcome' | 'reason'>;

/** What a line of a history says happened. */
export function eventText({ type, outcome, reason }: Entry): string {
  switch (type) {
    case 'TagScanned':
      return outcome ? OUTCOMES[outcome].text : 'Scanned';
    case 'TagAssigned':
      return 'Assigned to a book';
    case 'TagRetired':
      return `Retired: ${reason ?? ''}`;
    case 'ScanVoided':
      return 'A scan was voided';
    case 'ScanRestored':
      return 'A scan was restored';
    case 'TagIgnored':
      return 'Hidden or shown among unknown tags';
  }
}

/** `1 copy`, `2 copies`. */
export const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;
