import type { FunctionModel } from '../model/stack-model';
import { credentialsOf } from './access-keys';

export type WorkerSite = {
  readonly region: string;
  /** The gateway that answers for every AWS service. */
  readonly endpoint: string;
};

/** The folders of one function on this machine. */
export type FunctionFolders = {
  readonly taskRoot: string;
  /** What /tmp is on Lambda, without its limit. */
  readonly temporary: string;
};

/** A worker's whole environment: the synthesized variables and what Lambda itself sets, no more.
 *  Three settings are of this machine: the endpoint, a folder for each function's temporary files, and no
 *  default checksums, which s3rver would store as part of the body (aws-chunked trailers). */
export function workerEnvironment(
  fn: FunctionModel,
  { taskRoot, temporary }: FunctionFolders,
  site: WorkerSite,
): Record<string, string> {
  const credentials = credentialsOf(fn.name);
  return {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    LANG: 'en_US.UTF-8',
    TMPDIR: temporary,
    TZ: ':UTC',
    AWS_REGION: site.region,
    AWS_DEFAULT_REGION: site.region,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${fn.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_ENDPOINT_URL: site.endpoint,
    AWS_REQUEST_CHECKSUM_CALCULATION: 'WHEN_REQUIRED',
    AWS_RESPONSE_CHECKSUM_VALIDATION: 'WHEN_REQUIRED',
    LAMBDA_TASK_ROOT: taskRoot,
    _HANDLER: fn.handler,
    ...fn.environment,
  };
}
