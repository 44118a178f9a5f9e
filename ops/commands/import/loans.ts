import { importCommand } from '../../import/import-command';

/** Brings past loans from a CSV file. */
export const command = importCommand('loans', 'columns tag_id,borrowed_at,returned_at (empty while out)');
