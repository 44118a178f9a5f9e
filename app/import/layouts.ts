import { BOOK_LAYOUTS } from './book-layouts';
import type { Layout } from './layout';
import { LOAN_LAYOUTS } from './loan-layouts';

/** Files of other systems that are known by their header; the first that fits counts. */
export const LAYOUTS: readonly Layout[] = [...LOAN_LAYOUTS, ...BOOK_LAYOUTS];
