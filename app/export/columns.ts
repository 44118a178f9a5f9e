/** The columns of every file, in their order for ever: add at the end, never move, never rename.
 *  QuickSight takes the names from the first file of a set and matches the others by position. */
export const COLUMNS = {
  stock: [
    'snapshot_date',
    'book_id',
    'book_name',
    'author',
    'isbn',
    'total_copies',
    'available',
    'on_loan',
    'status',
  ],
  loans: [
    'loan_id',
    'tag_id',
    'book_id',
    'book_name',
    'author',
    'borrowed_at',
    'borrowed_date',
    'borrowed_hour',
    'borrowed_weekday',
    'borrowed_reader',
    'returned_at',
    'returned_date',
    'returned_reader',
    'duration_hours',
    'closed_by',
    'open',
  ],
  analytics: [
    'date',
    'book_id',
    'book_name',
    'author',
    'borrowed',
    'returned',
    'copies_added',
    'copies_removed',
    'closing_total',
    'closing_on_loan',
    'closing_available',
  ],
  hours: ['date', 'weekday', 'hour', 'borrowed', 'returned'],
} as const;

export type FileKind = keyof typeof COLUMNS;

export const FILE_KINDS = Object.keys(COLUMNS) as FileKind[];

/** The object of a kind and library day. */
export const fileKey = (kind: FileKind, day: string): string => `${kind}/dt=${day}/${kind}.csv`;
