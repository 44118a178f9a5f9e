import type { JWK } from 'jose';
import type { User } from './users';

/** What the thread of the local sign-in is told. */
export type SignInSetup = {
  /** Taken if it is free. */
  readonly wishedPort: number;
  /** Private, of what the API checks tokens with. */
  readonly key: JWK;
  /** As the API's authorizer wants it in a token. */
  readonly tokenIssuer: string;
  readonly clientId: string;
  /** Where people are sent back to: the site, without a slash at the end. */
  readonly siteUrl: string;
  readonly users: readonly User[];
  readonly tokenSeconds: number;
};

/** What it says: that it listens, why it cannot, or what failed while it did. */
export type SignInMessage =
  | { readonly port: number }
  | { readonly fault: string }
  | { readonly trouble: string };
