import { noteVerification, type Verification } from '../adapters/dynamodb/control/verified-table';
import type { TablesOf } from './library';

/** Keeps what a verification found in the place of the one before: the API's summary counts it. */
export const noteVerified = ({ client, tables }: TablesOf<'control'>, found: Verification): Promise<void> =>
  noteVerification(client, tables.control, found);
