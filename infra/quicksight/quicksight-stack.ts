import { APP, NAMES } from '../../contract/names';
import { recordOf } from '../../contract/records';
import { policyDocument, trustPolicy } from '../policy';
import { type Construct, IamRole, IamRolePolicy, QuicksightDashboard } from '../resources';
import type { StageConfig } from '../stage-config';
import { StageStack } from '../stage-stack';
import { dashboardDefinition } from './dashboard-definition';
import { DATA_SET_NAMES } from './data-sets';
import { SpiceDataSet } from './spice-data-set';

const READ_DASHBOARD = ['DescribeDashboard', 'ListDashboardVersions', 'QueryDashboard'].map(
  (action) => `quicksight:${action}`,
);

/** What librarians see in QuickSight. A stack of its own: its licence costs more than all the rest, and it can only
 *  be made after the first export, whose files and manifests it reads. */
export class QuickSightStack extends StageStack {
  constructor(
    scope: Construct,
    config: StageConfig,
    quickSight: { readonly userArn: string; readonly refreshAt: string },
  ) {
    super(scope, NAMES.quickSightStack(config.stage), config);
    const { stage, libraryTimeZone: timeZone } = config;
    const bucket = NAMES.bucket(stage, 'exports', this.accountId);
    const props = {
      stage,
      bucket,
      roleArn: this.readerRole(stage, bucket),
      userArn: quickSight.userArn,
      refresh: { at: quickSight.refreshAt, timeZone },
    };
    const arns = recordOf(DATA_SET_NAMES.map((name) => [name, new SpiceDataSet(this, name, props).arn]));
    const dashboard = new QuicksightDashboard(this, 'dashboard', {
      dashboardId: `${APP}-${stage}`,
      name: `${APP} ${stage}`,
      versionDescription: 'Made by Terraform',
      permissions: [{ principal: quickSight.userArn, actions: READ_DASHBOARD }],
      definition: dashboardDefinition(arns),
    });
    this.output('dashboard_id', 'QuickSight dashboard', dashboard.dashboardId);
  }

  /** What QuickSight itself reads with, of the exported files alone. */
  private readerRole(stage: string, bucket: string): string {
    const role = new IamRole(this, 'role', {
      name: `${APP}-${stage}-quicksight`,
      assumeRolePolicy: trustPolicy('quicksight.amazonaws.com'),
    });
    const arn = `arn:aws:s3:::${bucket}`;
    const folders = [...DATA_SET_NAMES, 'manifests'];
    new IamRolePolicy(this, 'permissions', {
      name: 'read-exports',
      role: role.name,
      policy: policyDocument([
        {
          Sid: 'ReadFiles',
          Effect: 'Allow',
          Action: ['s3:GetObject'],
          Resource: folders.map((folder) => `${arn}/${folder}/*`),
        },
        { Sid: 'FindFiles', Effect: 'Allow', Action: ['s3:ListBucket'], Resource: [arn] },
      ]),
    });
    return role.arn;
  }
}
