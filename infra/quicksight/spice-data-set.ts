import { APP } from '../../contract/names';
import { Construct, QuicksightDataSet, QuicksightDataSource, QuicksightRefreshSchedule } from '../resources';
import { DATA_SETS, type DataSetName } from './data-sets';

const OWN_SOURCE = [
  'quicksight:DescribeDataSource',
  'quicksight:DescribeDataSourcePermissions',
  'quicksight:PassDataSource',
  'quicksight:UpdateDataSource',
  'quicksight:DeleteDataSource',
  'quicksight:UpdateDataSourcePermissions',
];
const OWN_DATA_SET = [
  'quicksight:DescribeDataSet',
  'quicksight:DescribeDataSetPermissions',
  'quicksight:PassDataSet',
  'quicksight:DescribeIngestion',
  'quicksight:ListIngestions',
  'quicksight:UpdateDataSet',
  'quicksight:DeleteDataSet',
  'quicksight:CreateIngestion',
  'quicksight:CancelIngestion',
  'quicksight:UpdateDataSetPermissions',
];

/** Files are text; a value that does not fit its cast is dropped with its row, silently. */
const CASTS = {
  date: { newColumnType: 'DATETIME', format: 'yyyy-MM-dd' },
  whole: { newColumnType: 'INTEGER' },
  decimal: { newColumnType: 'DECIMAL' },
} as const;

export type SpiceProps = {
  readonly stage: string;
  readonly bucket: string;
  readonly roleArn: string;
  readonly userArn: string;
  readonly refresh: { readonly at: string; readonly timeZone: string };
};

/** One kind of file, imported into SPICE every day after the export. */
export class SpiceDataSet extends Construct {
  readonly arn: string;

  constructor(scope: Construct, name: DataSetName, props: SpiceProps) {
    super(scope, name);
    const id = `${APP}-${props.stage}-${name}`;
    const source = this.source(id, name, props);
    const { label, columns } = DATA_SETS[name];
    const set = new QuicksightDataSet(this, 'set', {
      dataSetId: id,
      name: `${APP} ${props.stage}: ${label}`,
      importMode: 'SPICE',
      physicalTableMap: [
        {
          physicalTableMapId: 'files',
          s3Source: {
            dataSourceArn: source.arn,
            inputColumns: Object.keys(columns).map((column) => ({ name: column, type: 'STRING' })),
            uploadSettings: {
              format: 'CSV',
              delimiter: ',',
              textQualifier: 'DOUBLE_QUOTE',
              containsHeader: true,
              startFromRow: 1,
            },
          },
        },
      ],
      logicalTableMap: [
        {
          logicalTableMapId: 'typed',
          alias: label,
          source: { physicalTableId: 'files' },
          dataTransforms: [
            ...casts(columns),
            { projectOperation: { projectedColumns: Object.keys(columns) } },
          ],
        },
      ],
      permissions: [{ principal: props.userArn, actions: OWN_DATA_SET }],
    });
    this.arn = set.arn;
    new QuicksightRefreshSchedule(this, 'refresh', {
      dataSetId: set.dataSetId,
      scheduleId: 'daily',
      schedule: [
        {
          refreshType: 'FULL_REFRESH',
          scheduleFrequency: [
            { interval: 'DAILY', timeOfTheDay: props.refresh.at, timezone: props.refresh.timeZone },
          ],
        },
      ],
    });
  }

  private source(id: string, name: DataSetName, props: SpiceProps): QuicksightDataSource {
    return new QuicksightDataSource(this, 'source', {
      dataSourceId: id,
      name: `${APP} ${props.stage}: ${DATA_SETS[name].label}`,
      type: 'S3',
      parameters: {
        s3: {
          // The account-wide permission has no API; a role of the source's own needs none.
          roleArn: props.roleArn,
          manifestFileLocation: { bucket: props.bucket, key: `manifests/${name}.json` },
        },
      },
      permission: [{ principal: props.userArn, actions: OWN_SOURCE }],
    });
  }
}

function casts(columns: Readonly<Record<string, 'date' | 'whole' | 'decimal' | 'text'>>) {
  return Object.entries(columns).flatMap(([columnName, kind]) =>
    kind === 'text' ? [] : [{ castColumnTypeOperation: { columnName, ...CASTS[kind] } }],
  );
}
