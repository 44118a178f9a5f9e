import type { LocalSettings } from '../lib/local-settings';
import type { FunctionModel, StackModel } from '../model/stack-model';

/** How many workers a function may have at once, so that nothing on this machine is held up by another function, and
 *  few slow requests hold up no other. */
export function workerLimits(
  { httpApi }: Pick<StackModel, 'httpApi'>,
  { functionConcurrency, routeConcurrency }: Pick<LocalSettings, 'functionConcurrency' | 'routeConcurrency'>,
): (fn: Pick<FunctionModel, 'arn' | 'reservedConcurrency'>) => number {
  const ofRoutes = new Set(httpApi.routes.map(({ functionArn }) => functionArn));
  return ({ arn, reservedConcurrency = Number.POSITIVE_INFINITY }) =>
    Math.max(1, Math.min(ofRoutes.has(arn) ? routeConcurrency : functionConcurrency, reservedConcurrency));
}
