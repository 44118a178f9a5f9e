import { importCommand } from '../../import/import-command';

/** Brings tags from a CSV file. */
export const command = importCommand('tags', 'columns tag_id,book_id,assigned_at (empty: now)');
