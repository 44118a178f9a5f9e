import type { Context } from './condition';

/** One permission that a call needs: on top of it the caller's and the connection's own context keys come. */
export type Access = {
  readonly action: string;
  readonly resource: string;
  readonly context?: Context;
};

/** A call that a permission cannot be told for. It is refused: nobody knows what it may change. */
export class UnknownCall extends Error {
  override readonly name = 'UnknownCall';
}
