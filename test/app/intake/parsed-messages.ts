import { parseScanMessage } from '../../../app/intake/scan-message';
import { aMessage, aSeedMessage } from '../../support/messages';

const TIME_ZONE = 'Europe/Berlin';

export const parse = (...message: Parameters<typeof aMessage>) =>
  parseScanMessage(aMessage(...message), TIME_ZONE);
export const parseSeed = (...message: Parameters<typeof aSeedMessage>) =>
  parseScanMessage(aSeedMessage(...message), TIME_ZONE);

/** What `aSentScan` is read as. */
export const NORMALISED = {
  scanId: '01JD-a_1',
  tagId: '386103974449',
  scannedAt: '2026-11-22T09:15:02.114Z',
  mode: 'toggle',
  text: '',
};
