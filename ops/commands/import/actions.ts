import { importCommand } from '../../import/import-command';

/** Brings checkouts and returns one by one, such as those of Koha's offline circulation. */
export const command = importCommand('actions', "columns at,action,tag_id, or Koha's offline .koc");
