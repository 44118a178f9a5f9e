/** What the page must know of its stage, in `/config.json` beside its files. Nothing in it is secret. */
export type SiteSettings = {
  readonly stage: string;
  readonly apiUrl: string;
  readonly libraryTimeZone: string;
  readonly signIn: {
    /** Where the discovery document of the provider is, without a slash at the end. */
    readonly issuer: string;
    readonly clientId: string;
    /** Where a session is ended, of a provider that does not publish it. */
    readonly signOutUrl?: string;
  };
};

/** The style element that react-aria-components 1.22.1 writes for what can be pressed: its text is always the same. */
const PRESSABLE_STYLE = "'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o='";

/** What a browser may do with the page: its own scripts and styles, calls to the hosts that are named, no text as
 *  script, nothing else. */
export function contentSecurityPolicy(hosts: {
  readonly connect: readonly string[];
  readonly frame?: readonly string[];
}): string {
  const directives: Readonly<Record<string, readonly string[]>> = {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'", PRESSABLE_STYLE],
    'img-src': ["'self'"],
    'connect-src': ["'self'", ...hosts.connect],
    ...(hosts.frame && { 'frame-src': hosts.frame }),
    'frame-ancestors': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'require-trusted-types-for': ["'script'"],
    'trusted-types': ["'none'"],
  };
  return Object.entries(directives)
    .map(([name, sources]) => [name, ...sources].join(' '))
    .join('; ');
}
