import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen } from '../lib/listen';
import { answerError, answerJson } from './answer';
import type {
  Authorize,
  AwsCall,
  IotService,
  JsonCall,
  JsonService,
  LambdaCall,
  S3Call,
  WireService,
} from './aws-call';
import { AwsError } from './aws-error';
import { type Identity, identifyCall, identifyCaller } from './identify-call';

export type Services = {
  readonly dynamodb: WireService<JsonCall>;
  readonly s3: WireService<S3Call>;
  readonly sqs: JsonService;
  readonly events: JsonService;
  readonly lambda?: WireService<LambdaCall>;
  readonly iot?: IotService;
};

/** The one address at which the local stack answers as AWS. */
export type Gateway = {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  /** Calls are answered from now on; until then they get a 503, which SDKs try again. */
  serve(services: Services): void;
  close(): Promise<void>;
};

export type GatewaySetup = {
  /** 0 for any that is free. */
  readonly port: number;
  readonly authorize?: Authorize;
  /** Told of what failed in the local stack itself. */
  readonly onFault: (error: unknown) => void;
};

/** Listens on the loopback interface. Errors: an Error that names the port if it is taken. */
export async function startGateway({ port, authorize, onFault }: GatewaySetup): Promise<Gateway> {
  let services: Services | undefined;
  const server = createServer((request, response) => {
    void handle(request, response);
  });
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    let caller: Identity | undefined;
    try {
      caller = identifyCaller(request);
      if (services === undefined)
        throw new AwsError('ServiceUnavailable', 'The local stack is starting.', 503);
      const call = await identifyCall(caller, request);
      const decision = (await authorize?.(call)) ?? { allowed: true };
      if (!decision.allowed) throw accessDenied(call, decision.message);
      await dispatch(services, call, request, response);
    } catch (error) {
      if (!(error instanceof AwsError) && !response.destroyed) onFault(error);
      refuse(request, response, caller?.service, error);
    }
  };
  // SDKs keep connections open; closing one while it is being used again would lose a call.
  server.keepAliveTimeout = 600_000;
  server.requestTimeout = 0;
  const boundPort = await listen(server, port, false);
  return {
    endpoint: `http://127.0.0.1:${boundPort}`,
    serve: (ready) => {
      services = ready;
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function dispatch(
  services: Services,
  call: AwsCall,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (call.protocol === 's3') return await services.s3(call, request, response);
  if (call.protocol === 'lambda') {
    if (services.lambda === undefined) throw new AwsError('UnknownEndpoint', 'No function runs here.', 404);
    return await services.lambda(call, request, response);
  }
  if (call.protocol === 'iot') {
    if (services.iot === undefined) throw new AwsError('UnknownEndpoint', 'No thing connects here.', 404);
    return answerJson(response, await services.iot(call));
  }
  if (call.service === 'dynamodb') return await services.dynamodb(call, request, response);
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  answerJson(response, await services[call.service](call, gone.signal));
}

function accessDenied(call: AwsCall, message: string): AwsError {
  if (call.protocol === 's3') return new AwsError('AccessDenied', message, 403);
  return new AwsError('AccessDeniedException', message, call.protocol === 'json' ? 400 : 403);
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  service: string | undefined,
  error: unknown,
): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  // What is left of the request must go before the connection can carry another.
  request.resume();
  const fault = error instanceof AwsError ? error : new AwsError('InternalError', describe(error), 500);
  answerError(response, service, fault);
}

const describe = (error: unknown) => (error instanceof Error ? error.message : String(error));
