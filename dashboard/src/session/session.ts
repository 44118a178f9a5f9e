import { ErrorResponse, UserManager, type UserManagerSettings, WebStorageStateStore } from 'oidc-client-ts';
import * as z from 'zod/mini';
import type { SiteSettings } from '../../../contract/site';
import { type Permissions, readToken } from './roles';

/** A token that ends sooner is renewed before it is used. */
const RENEW_BEFORE_S = 10;

/** Who is signed in, in this tab alone. */
export type Session = {
  readonly name: string;
  readonly permissions: Permissions;
  /** A token that is good now, renewed where it is about to end. Errors: rejects while people are sent to sign in. */
  token(): Promise<string>;
  /** The API has refused the token: renews it, or sends people to sign in again. */
  refused(): Promise<void>;
  signOut(): Promise<void>;
};

const returnState = z.object({ path: z.string() });

/** Takes up the session of this tab, or sends people to sign in and back to where they were. Undefined while they
 *  are on their way. Errors: throws if the provider cannot be reached or refuses. */
export async function openSession({ signIn }: SiteSettings): Promise<Session | undefined> {
  const manager = new UserManager(managerSettings(signIn));
  const user = (await comeBack(manager)) ?? (await manager.getUser());
  const toSignIn = () => manager.signinRedirect({ state: { path: whereWeAre() } });
  if (!user) {
    await toSignIn();
    return undefined;
  }
  const renew = onceAtATime(async () => {
    try {
      return (await manager.signinSilent())?.access_token;
    } catch (error) {
      // Anything else is a connection that may come back.
      if (error instanceof ErrorResponse) return undefined;
      throw error;
    }
  });
  const renewOrSignIn = async (): Promise<string> => {
    const token = await renew();
    if (token !== undefined) return token;
    await toSignIn();
    throw new Error('Your session has ended. Sign in again.');
  };
  if (user.expired) await renewOrSignIn();
  const current = await manager.getUser();
  return {
    ...readToken(current?.access_token ?? ''),
    token: async () => {
      const now = await manager.getUser();
      const isGood = now?.expires_in !== undefined && now.expires_in > RENEW_BEFORE_S;
      if (now && (isGood || (now.expires_in ?? 0) > 0)) {
        // Good for this call; the next one has another.
        if (!isGood) renew().catch(() => undefined);
        return now.access_token;
      }
      return renewOrSignIn();
    },
    refused: async () => {
      await renewOrSignIn();
    },
    signOut: async () => {
      if (!signIn.signOutUrl) return manager.signoutRedirect({ post_logout_redirect_uri: origin() });
      await manager.removeUser();
      location.assign(signIn.signOutUrl);
    },
  };
}

function managerSettings({ issuer, clientId }: SiteSettings['signIn']): UserManagerSettings {
  const tab = new WebStorageStateStore({ store: sessionStorage });
  return {
    authority: issuer,
    client_id: clientId,
    redirect_uri: origin(),
    response_type: 'code',
    scope: 'openid email',
    userStore: tab,
    stateStore: tab,
    automaticSilentRenew: false,
    monitorSession: false,
  };
}

const origin = () => `${location.origin}/`;
const whereWeAre = () => `${location.pathname}${location.search}`;

/** Where the provider has just sent people back here. Errors: throws if it refused them. */
async function comeBack(manager: UserManager) {
  const query = new URLSearchParams(location.search);
  const state = query.get('state');
  if (state === null || !(query.has('code') || query.has('error'))) return undefined;
  const isAsked = (await manager.settings.stateStore.get(state)) !== null;
  // A link that was used before, as by Back or reload: begin again.
  history.replaceState(null, '', isAsked ? location.href : '/');
  if (!isAsked) return undefined;
  const user = await manager.signinCallback();
  const parsed = returnState.safeParse(user?.state);
  history.replaceState(null, '', parsed.success ? parsed.data.path : '/');
  return user;
}

function onceAtATime<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= work().finally(() => {
      running = undefined;
    });
    return running;
  };
}
