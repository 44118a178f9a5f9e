export type ImportKindName = 'books' | 'tags' | 'loans' | 'actions';

/** The columns of a file, by our names. */
export type ImportColumns = {
  /** Of which kind it is: other systems' layouts of that kind are known too. */
  readonly kind?: ImportKindName;
  /** Every file of ours has them. */
  readonly required: readonly string[];
  /** Those of them that no row leaves empty. */
  readonly filled?: readonly string[];
  readonly optional?: readonly string[];
  /** Those that hold times. */
  readonly times?: readonly string[];
  /** Other names of ours, such as those of our own exports. */
  readonly aliases?: Readonly<Record<string, string>>;
};

/** What each kind of file holds. */
export const IMPORT_COLUMNS: Readonly<Record<ImportKindName, ImportColumns>> = {
  books: {
    kind: 'books',
    required: ['book_id', 'name', 'author', 'isbn'],
    filled: ['book_id', 'name'],
    // As stock.csv of our own exports has them.
    aliases: { book_name: 'name' },
  },
  tags: {
    kind: 'tags',
    required: ['tag_id', 'book_id', 'assigned_at'],
    filled: ['tag_id', 'book_id'],
    // As tags.csv of our own exports has them.
    optional: ['retired_at', 'retired_reason'],
    times: ['assigned_at', 'retired_at'],
  },
  loans: {
    kind: 'loans',
    required: ['tag_id', 'borrowed_at', 'returned_at'],
    filled: ['tag_id', 'borrowed_at'],
    // Tells apart loans of one copy that a file knows by the same day.
    optional: ['loan_id'],
    times: ['borrowed_at', 'returned_at'],
  },
  actions: {
    kind: 'actions',
    required: ['at', 'action', 'tag_id'],
    filled: ['at', 'action', 'tag_id'],
    times: ['at'],
  },
};
