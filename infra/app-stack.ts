import { FUNCTIONS, type FunctionName } from '../contract/functions';
import { NAMES } from '../contract/names';
import { keepFailedEvents, sendFailedEvents } from './async-failures';
import type { FunctionBundles } from './bundle-functions';
import { ContractFunction } from './contract-function';
import { DailyExport } from './daily-export';
import { readEventStream, readScans } from './event-sources';
import { HttpApi } from './http-api';
import { OpsRole } from './ops-role';
import type { Construct } from './resources';
import { ScansRule } from './scans-rule';
import type { StageConfig } from './stage-config';
import { createStageResources, type StageResources } from './stage-resources';
import { StageStack } from './stage-stack';
import { TopicRules } from './topic-rules';

/** Functions called asynchronously: what they fail on goes to a queue of their own. */
const ASYNCHRONOUS = ['ingest-scans', 'export-snapshots'] as const;

/** All that can be replaced without touching data. It finds the data stack's resources by their names. */
export class AppStack extends StageStack {
  constructor(scope: Construct, config: StageConfig, bundles: FunctionBundles) {
    super(scope, NAMES.appStack(config.stage), config);
    const stage = createStageResources(this, {
      config,
      accountId: this.accountId,
      appendTimeoutSeconds: FUNCTIONS['append-events'].timeoutSeconds,
    });
    const functions = this.functions(stage, bundles);
    for (const name of ASYNCHRONOUS) {
      keepFailedEvents(this, `${name}-failures`, functions[name].lambda, stage.deadLetters[name]);
    }
    new ScansRule(this, 'scans-received', stage);
    readScans(this, functions['append-events'].lambda, stage);
    for (const name of ['project-circulation', 'project-analytics'] as const) {
      readEventStream(this, `${name}-mapping`, functions[name].lambda, stage);
    }
    new TopicRules(this, 'topics', { stage, ingest: functions['ingest-scans'].lambda });
    new DailyExport(this, 'daily-export', { stage, exporter: functions['export-snapshots'].lambda });
    const { lambda: handler, timeoutSeconds } = functions.api;
    const api = new HttpApi(this, 'http', { stage, handler, timeoutSeconds });
    const ops = new OpsRole(this, 'ops', stage);
    this.output('ops_role_arn', 'Role that the command line acts in', ops.role.arn);
    this.outputs(stage, api);
  }

  private functions(stage: StageResources, bundles: FunctionBundles): Record<FunctionName, ContractFunction> {
    const make = (name: FunctionName) => {
      const queue = ASYNCHRONOUS.find((asynchronous) => asynchronous === name);
      return new ContractFunction(this, name, {
        stage,
        bundle: bundles[name],
        deliveries: queue ? [sendFailedEvents(stage.deadLetters[queue])] : [],
      });
    };
    return Object.fromEntries(
      (Object.keys(FUNCTIONS) as FunctionName[]).map((name) => [name, make(name)]),
    ) as Record<FunctionName, ContractFunction>;
  }

  private outputs(stage: StageResources, api: HttpApi): void {
    this.output('stage', 'Name of the stage', stage.config.stage);
    this.output('region', 'Region of the stage', stage.config.region);
    this.output('library_time_zone', 'Time zone of its days', stage.config.libraryTimeZone);
    this.output('api_url', 'Address of the HTTP API', api.endpoint);
    this.output('event_bus', 'Name of the event bus', stage.bus.name);
    this.output('scans_queue_url', 'Queue between bus and append-events', stage.scans.url);
    this.output(
      'dead_letter_queue_urls',
      'Queues of what was given up, by place',
      Object.fromEntries(Object.entries(stage.deadLetters).map(([place, queue]) => [place, queue.url])),
    );
  }
}
