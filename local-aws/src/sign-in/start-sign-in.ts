import { Worker } from 'node:worker_threads';
import type { SignInMessage, SignInSetup } from './sign-in-setup';

const THREAD_FILE = require.resolve('./sign-in-thread.ts');

export type SignIn = {
  /** Where its discovery document is, without a slash at the end. */
  readonly issuer: string;
  readonly port: number;
  close(): Promise<void>;
};

/** Starts what stands for Cognito's sign-in: a real OIDC provider, in a thread of its own, for it is a module that
 *  only a new import can load. Errors: an Error with the reason. */
export async function startSignIn(setup: SignInSetup, onTrouble: (message: string) => void): Promise<SignIn> {
  const worker = new Worker(THREAD_FILE, {
    workerData: setup,
    execArgv: ['--require', require.resolve('tsx/cjs')],
    // What it says of itself is for people who run it in earnest.
    stdout: true,
    stderr: true,
  });
  try {
    const port = await new Promise<number>((resolve, reject) => {
      worker.on('message', (message: SignInMessage) => {
        if ('port' in message) resolve(message.port);
        else if ('fault' in message) reject(new Error(message.fault));
        else onTrouble(message.trouble);
      });
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`Its thread ended with code ${code}.`)));
    });
    return {
      issuer: `http://127.0.0.1:${port}`,
      port,
      close: async () => {
        await worker.terminate();
      },
    };
  } catch (error) {
    await worker.terminate();
    throw new Error('The local sign-in could not be started.', { cause: error });
  }
}
