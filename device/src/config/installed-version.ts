import { z } from 'zod';

const packageSchema = z.object({ version: z.string() });

/** The version that was installed by hand: this package's. */
export const installedVersion = (): string => packageSchema.parse(require('../../package.json')).version;
