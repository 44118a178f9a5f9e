import * as z from 'zod/mini';
import type { SiteSettings } from '../../contract/site';

const settingsSchema = z.object({
  stage: z.string(),
  apiUrl: z.string(),
  libraryTimeZone: z.string(),
  signIn: z.object({ issuer: z.string(), clientId: z.string(), signOutUrl: z.optional(z.string()) }),
});

/** What the page must know of its stage. Errors: throws if the site does not say it. */
export async function readSettings(): Promise<SiteSettings> {
  const answer = await fetch('/config.json');
  if (!answer.ok) throw new Error(`The site answered ${answer.status} when asked for its settings.`);
  const { signIn, ...rest } = settingsSchema.parse(await answer.json());
  const { signOutUrl, ...provider } = signIn;
  return { ...rest, signIn: { ...provider, ...(signOutUrl !== undefined && { signOutUrl }) } };
}
