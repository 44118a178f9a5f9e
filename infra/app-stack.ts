import { FUNCTION_NAMES, type FunctionName } from '../contract/functions';
import { NAMES } from '../contract/names';
import { recordOf } from '../contract/records';
import { Alarms } from './alarms/alarms';
import { deliveryAlarms } from './alarms/delivery-alarms';
import { functionAlarms } from './alarms/function-alarms';
import { queueAlarms } from './alarms/queue-alarms';
import { scheduleAlarms } from './alarms/schedule-alarms';
import { stageDashboard } from './alarms/stage-dashboard';
import type { FunctionBundles } from './bundle-functions';
import { connectTriggers } from './connect-triggers';
import { ContractFunction } from './contract-function';
import { DailyBackup } from './daily-backup';
import { HttpApi } from './http-api';
import { IotLogging } from './iot-logging';
import { OpsRole } from './ops-role';
import { ParkedObjects } from './parked-objects';
import { ReaderBundles } from './reader-bundles';
import { type Construct, DataAwsIotEndpoint } from './resources';
import { ScansRule } from './scans-rule';
import { SignIn, signOutUrl } from './sign-in';
import { Site } from './site/site';
import { putSiteSettings } from './site/site-settings';
import type { StageConfig } from './stage-config';
import { createStageResources, type StageResources } from './stage-resources';
import { StageStack } from './stage-stack';
import { signInHost } from './user-directory';

/** All that can be replaced without touching data. It finds the data stack's resources by their names. */
export class AppStack extends StageStack {
  constructor(scope: Construct, config: StageConfig, bundles: FunctionBundles) {
    super(scope, NAMES.appStack(config.stage), config);
    const stage = createStageResources(this, { config, accountId: this.accountId });
    const functions = this.functions(stage, bundles);
    const scansRule = new ScansRule(this, 'scans-received', stage);
    connectTriggers(this, stage, functions);
    const backup = new DailyBackup(this, 'daily-backup', stage);
    const parked = new ParkedObjects(this, 'parked', stage);
    new IotLogging(this, 'iot-logging', { config, accountId: this.accountId });
    new ReaderBundles(this, 'reader-bundles', stage);
    const ops = new OpsRole(this, 'ops', stage);
    this.output('ops_role_arn', 'Role that the command line acts in', ops.role.arn);
    const api = this.web(stage, functions);
    const alarms = [
      ...queueAlarms(stage),
      ...functionAlarms(config.stage),
      ...scheduleAlarms(config.stage),
      ...deliveryAlarms(config, {
        apiId: api.apiId,
        scansRule: scansRule.ruleName,
        parkedRule: parked.ruleName,
        backupScheduleGroup: backup.groupName,
      }),
    ];
    const { topic } = new Alarms(this, 'alarms', { config, accountId: this.accountId, alarms });
    this.output('alarm_topic_arn', 'Topic that every alarm speaks to', topic.arn);
    stageDashboard(this, 'overview', stage, { apiId: api.apiId });
    this.outputs(stage);
  }

  /** The dashboard, the page of sign-in and the API, each of which names the one before. */
  private web(stage: StageResources, functions: Readonly<Record<FunctionName, ContractFunction>>): HttpApi {
    const { config, accountId } = stage;
    const host = signInHost(config, accountId);
    const site = new Site(this, 'site', { config, accountId, signInHost: host });
    const signIn = new SignIn(this, 'sign-in', { config, dashboardUrl: site.url });
    const api = new HttpApi(this, 'http', { stage, functions, signIn, origin: site.url });
    putSiteSettings(this, 'site-settings', site.bucket, {
      stage: config.stage,
      apiUrl: api.endpoint,
      libraryTimeZone: config.libraryTimeZone,
      signIn: {
        issuer: signIn.issuer,
        clientId: signIn.clientId,
        signOutUrl: signOutUrl(host, { clientId: signIn.clientId, returnTo: `${site.url}/` }),
      },
    });
    this.output('api_url', 'Address of the HTTP API', api.endpoint);
    this.output('dashboard_url', 'Address of the dashboard', site.url);
    this.output('dashboard_bucket', "Bucket of the dashboard's files", site.bucket.bucket.bucket);
    this.output('dashboard_distribution', 'CloudFront distribution before it', site.distribution.id);
    this.output('sign_in_host', 'Host of the page where people sign in', host);
    this.output('user_pool_client_id', 'Cognito client that the dashboard signs in with', signIn.clientId);
    return api;
  }

  private functions(stage: StageResources, bundles: FunctionBundles): Record<FunctionName, ContractFunction> {
    return recordOf(
      FUNCTION_NAMES.map((name) => [
        name,
        new ContractFunction(this, name, { stage, bundle: bundles[name] }),
      ]),
    );
  }

  private outputs(stage: StageResources): void {
    this.output('stage', 'Name of the stage', stage.config.stage);
    this.output('region', 'Region of the stage', stage.config.region);
    this.output('library_time_zone', 'Time zone of its days', stage.config.libraryTimeZone);
    const mqtt = new DataAwsIotEndpoint(this, 'mqtt', { endpointType: 'iot:Data-ATS' });
    this.output('mqtt_host', 'Host that readers connect to, port 8883', mqtt.endpointAddress);
    this.output('event_bus', 'Name of the event bus', stage.bus.name);
    this.output('scans_queue_url', 'Queue between bus and append-events', stage.queues.scans.url);
    this.output(
      'dead_letter_queue_urls',
      'Queues of what was given up, by place',
      Object.fromEntries(Object.entries(stage.deadLetters).map(([place, queue]) => [place, queue.url])),
    );
  }
}
