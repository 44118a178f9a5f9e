import type { JWK } from 'jose';
import { openKeptPorts } from './lib/kept-ports';
import type { LocalRuntime } from './local-runtime';
import type { StackModel } from './model/stack-model';
import { startSignIn } from './sign-in/start-sign-in';
import { openUsers, type User } from './sign-in/users';
import { type SiteAnswers, startSiteServer } from './site/site-server';

/** What a site must know of the stack that it belongs to. */
export type SiteAddresses = {
  readonly apiUrl: string;
  /** Of the sign-in: where its discovery document is. */
  readonly issuer: string;
  readonly clientId: string;
  readonly model: StackModel;
};

export type SiteSetup = {
  /** Of the built files. */
  readonly folder: () => Promise<string>;
  readonly answers: (addresses: SiteAddresses) => SiteAnswers;
  /** Each has one user who may sign in. */
  readonly groups: readonly string[];
};

export type SiteFront = {
  /** Without a slash at the end. */
  readonly url: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly users: readonly User[];
};

type Api = Pick<SiteAddresses, 'apiUrl' | 'clientId' | 'model'> & {
  readonly key: JWK;
  readonly tokenIssuer: string;
};

/** The site and the sign-in that it sends people to, each on a port of its own, kept for the next start. */
export async function startSite(
  { dataDir, settings, observe, teardown }: LocalRuntime,
  { folder, answers, groups }: SiteSetup,
  { apiUrl, clientId, model, ...token }: Api,
): Promise<SiteFront> {
  const ports = await openKeptPorts(dataDir);
  const users = await openUsers(dataDir, groups);
  const site = await startSiteServer(ports.wish('site'));
  teardown.add(() => site.close());
  const url = `http://127.0.0.1:${site.port}`;
  const signIn = await startSignIn(
    {
      ...token,
      clientId,
      siteUrl: url,
      users,
      wishedPort: ports.wish('sign-in'),
      tokenSeconds: settings.signInTokenSeconds,
    },
    (message) => observe({ kind: 'trouble', part: 'sign-in', message }),
  );
  teardown.add(() => signIn.close());
  await ports.keep('site', site.port);
  await ports.keep('sign-in', signIn.port);
  const { issuer } = signIn;
  site.serve(await folder(), answers({ apiUrl, issuer, clientId, model }));
  return { url, issuer, clientId, users };
}
