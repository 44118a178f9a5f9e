import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { source as axeSource } from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { z } from 'zod';
import { aLocalStack } from '../e2e/local-stack';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);
/** On a machine with much else to do. */
const PATIENCE_MS = 30_000;

const pageInfo = z.object({
  dashboardUrl: z.string(),
  signIn: z.object({ users: z.array(z.object({ name: z.string(), password: z.string() })) }),
});
const violation = z.object({ id: z.string(), nodes: z.array(z.object({ target: z.array(z.unknown()) })) });
const axeResult = z.object({ violations: z.array(violation) });

/** Notes in the page what its policy has refused, before any of its scripts runs. */
const NOTE_REFUSALS = `
  window.refusals = [];
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
    refusals.push([violatedDirective, blockedURI, sample].join(' ')));
`;

/** A real browser on the page of a real local stack. */
export function aPage(settings: readonly string[] = ['--empty']) {
  const stack = aLocalStack(settings);
  const faults: string[] = [];
  const hosts = new Set<string>();
  let browser: Browser | undefined;

  const info = () =>
    pageInfo.parse(JSON.parse(readFileSync(join(stack.folder, '.shelflog/local.json'), 'utf8')));

  return {
    stack,
    info,
    /** What the browser complained of, in any page. */
    faults,
    /** Every host that any page has asked. */
    hosts,

    async start() {
      if (CHROMIUM === undefined) throw new Error('There is no Chromium here: apt-get install chromium.');
      await stack.start();
      browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    },

    async stop() {
      await browser?.close();
      await stack.stop();
      stack.remove();
    },

    /** A tab of a browser of its own, as of a person of its own. */
    async open(path = '/', options: BrowserContextOptions = {}): Promise<Page> {
      const context = await browser!.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      context.setDefaultTimeout(PATIENCE_MS);
      const page = await context.newPage();
      await page.addInitScript(NOTE_REFUSALS);
      page.on('pageerror', (error) => faults.push(String(error)));
      page.on('request', (request) => hosts.add(new URL(request.url()).hostname));
      await page.goto(info().dashboardUrl + path);
      return page;
    },

    async signIn(page: Page, name: string, password = passwordOf(info(), name)) {
      await page.getByLabel('Username').fill(name);
      await page.getByLabel('Password').fill(password);
      await page.getByRole('button', { name: 'Sign in' }).click();
    },

    /** One tap of a tag at a reader, through the broker. */
    async tap(reader: string, tagId: string, scan: Readonly<Record<string, unknown>> = {}) {
      taps += 1;
      const line = {
        scanId: `tap-${process.pid}-${taps}`,
        tagId,
        scannedAt: new Date().toISOString(),
        ...scan,
      };
      const file = join(stack.folder, `tap-${taps}.jsonl`);
      writeFileSync(file, `${JSON.stringify(line)}\n`);
      const { code, stderr } = await stack.cli('publish', file, '--reader', reader);
      if (code !== 0) throw new Error(stderr);
    },
  };
}

let taps = 0;

function passwordOf({ signIn }: z.infer<typeof pageInfo>, name: string): string {
  const user = signIn.users.find((one) => one.name === name);
  if (!user) throw new Error(`There is no user ${name}.`);
  return user.password;
}

/** What the policy has refused on this page so far. */
export const refusalsOf = async (page: Page): Promise<string[]> =>
  z.array(z.string()).parse(await page.evaluate('refusals'));

/** What axe-core finds on the page as it is now, as `rule: selector`. */
export async function axeFaults(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const { violations } = axeResult.parse(await page.evaluate('axe.run()'));
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}
