import { namesOf } from '../../contract/records';

/** The kinds of CSV files that QuickSight imports, with what each column holds. The order is the files'. */
export const DATA_SETS = {
  stock: {
    label: 'Stock',
    columns: {
      snapshot_date: 'date',
      book_id: 'text',
      book_name: 'text',
      author: 'text',
      isbn: 'text',
      total_copies: 'whole',
      available: 'whole',
      on_loan: 'whole',
      status: 'text',
    },
  },
  loans: {
    label: 'Loans',
    columns: {
      loan_id: 'text',
      tag_id: 'text',
      book_id: 'text',
      book_name: 'text',
      author: 'text',
      borrowed_at: 'text',
      borrowed_date: 'date',
      borrowed_hour: 'whole',
      borrowed_weekday: 'whole',
      borrowed_reader: 'text',
      returned_at: 'text',
      returned_date: 'date',
      returned_reader: 'text',
      duration_hours: 'decimal',
      closed_by: 'text',
      open: 'whole',
    },
  },
  analytics: {
    label: 'Days',
    columns: {
      date: 'date',
      book_id: 'text',
      book_name: 'text',
      author: 'text',
      borrowed: 'whole',
      returned: 'whole',
      copies_added: 'whole',
      copies_removed: 'whole',
      closing_total: 'whole',
      closing_on_loan: 'whole',
      closing_available: 'whole',
    },
  },
  hours: {
    label: 'Hours',
    columns: { date: 'date', weekday: 'whole', hour: 'whole', borrowed: 'whole', returned: 'whole' },
  },
} as const;

export type DataSetName = keyof typeof DATA_SETS;
export type ColumnOf<N extends DataSetName> = Extract<keyof (typeof DATA_SETS)[N]['columns'], string>;
export const DATA_SET_NAMES = namesOf(DATA_SETS);
