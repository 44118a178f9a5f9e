import type { ServiceInputTypes, ServiceOutputTypes } from '@aws-sdk/client-dynamodb';
import { itemSizeBytes } from './item-size';

/** A read is billed by what was read, 4 KB a unit, half if it need not be consistent, and never as nothing.
 *  Where only some attributes come back, what the engine reports has to do. */
export function readUnits(input: ServiceInputTypes, output: ServiceOutputTypes): number {
  if ('ProjectionExpression' in input && input.ProjectionExpression !== undefined) {
    return reportedUnits(output) ?? 0;
  }
  const bytes = itemsOf(output).reduce((sum, item) => sum + itemSizeBytes(item), 0);
  const consistent = 'ConsistentRead' in input && input.ConsistentRead === true;
  return Math.max(1, Math.ceil(bytes / 4096)) * (consistent ? 1 : 0.5);
}

function itemsOf(output: ServiceOutputTypes) {
  if ('Items' in output) return output.Items ?? [];
  return 'Item' in output && output.Item ? [output.Item] : [];
}

/** What the engine says that a request consumed; undefined where it says nothing. */
export function reportedUnits(output: ServiceOutputTypes): number | undefined {
  if (!('ConsumedCapacity' in output) || output.ConsumedCapacity === undefined) return undefined;
  return [output.ConsumedCapacity]
    .flat()
    .reduce((sum, one) => sum + ('CapacityUnits' in one ? (one.CapacityUnits ?? 0) : 0), 0);
}
