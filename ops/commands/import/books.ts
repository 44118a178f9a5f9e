import { importCommand } from '../../import/import-command';

/** Brings books from a CSV file. */
export const command = importCommand('books', 'columns book_id,name,author,isbn');
