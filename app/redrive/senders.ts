import type { FunctionName } from '../../contract/functions';

/** What a function answered to a call that waited for it. */
export type Answered =
  | { readonly kind: 'answered'; readonly payload: string }
  | { readonly kind: 'failed'; readonly message: string };

/** Ways to send work again. Each resolves only when what it was sent to has accepted it.
 *  Errors: Unsendable where this one payload cannot be taken; anything else is a fault of the whole. */
export type Senders = {
  /** To the queue that append-events reads. */
  queueScans(body: string): Promise<void>;
  /** Accepted for an asynchronous invocation, with its own retries and dead letters. */
  invokeLater(name: FunctionName, payload: string): Promise<void>;
  /** Waits for the answer. */
  invokeNow(name: FunctionName, payload: string): Promise<Answered>;
};

/** This message cannot be sent, or was refused; others may be. The message says why. */
export class Unsendable extends Error {
  override readonly name = 'Unsendable';
}
