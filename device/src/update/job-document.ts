import { z } from 'zod';
import { isLoopback, MODES } from '../config/reader-config';
import { VERSION } from './version';

/** What ops may change from afar: nothing that a reader needs to be reached again. The whole of it: what is not
 *  named is as in the config file. */
export const settingsSchema = z.strictObject({
  mode: z.enum(MODES).optional(),
  basicIngestRule: z
    .string()
    .regex(/^[A-Za-z0-9_]{1,128}$/)
    .nullable()
    .optional(),
});

export type Settings = Readonly<z.output<typeof settingsSchema>>;

/** The signature protects a bundle; https keeps its address, which is a key to it, from others. */
const bundleUrl = z
  .string()
  .max(4096)
  .refine((url) => {
    if (!URL.canParse(url)) return false;
    const { protocol, hostname } = new URL(url);
    return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname.replace(/^\[|\]$/g, '')));
  }, 'is an https address');

/** The document of an AWS IoT job that a reader takes. */
export const jobDocumentSchema = z.discriminatedUnion('operation', [
  z.strictObject({ operation: z.literal('update'), version: z.string().regex(VERSION), url: bundleUrl }),
  z.strictObject({ operation: z.literal('settings'), settings: settingsSchema }),
]);

export type JobDocument = Readonly<z.output<typeof jobDocumentSchema>>;
