import { type ColumnOf, DATA_SET_NAMES, type DataSetName } from './data-sets';

/** CDKTF passes a definition on as it is: keys in snake case, as Terraform wants them. */
type Block = { readonly [key: string]: unknown };

const column = <N extends DataSetName>(set: N, name: ColumnOf<N>): Block => ({
  data_set_identifier: set,
  column_name: name,
});
const text = <N extends DataSetName>(set: N, name: ColumnOf<N>): Block => ({
  categorical_dimension_field: { field_id: `${set}.${name}`, column: column(set, name) },
});
const number = <N extends DataSetName>(set: N, name: ColumnOf<N>): Block => ({
  numerical_dimension_field: { field_id: `${set}.${name}`, column: column(set, name) },
});
const figure = <N extends DataSetName>(
  set: N,
  name: ColumnOf<N>,
  visual: string,
  how: 'SUM' | 'MAX' = 'SUM',
): Block => ({
  numerical_measure_field: {
    field_id: `${visual}.${name}`,
    column: column(set, name),
    aggregation_function: { simple_numerical_aggregation: how },
  },
});
const title = (visual: string, words: string): Block => ({
  visual_id: visual,
  title: { visibility: 'VISIBLE', format_text: { plain_text: words } },
});

/** Flows may be summed over days. */
const borrowsADay: Block = {
  line_chart_visual: {
    ...title('borrows-a-day', 'Borrowed and returned a day'),
    chart_configuration: {
      field_wells: {
        line_chart_aggregated_field_wells: {
          category: [
            {
              date_dimension_field: {
                field_id: 'borrows-a-day.date',
                column: column('analytics', 'date'),
                date_granularity: 'DAY',
              },
            },
          ],
          values: [
            figure('analytics', 'borrowed', 'borrows-a-day'),
            figure('analytics', 'returned', 'borrows-a-day'),
          ],
        },
      },
    },
  },
};

const busyHours: Block = {
  heat_map_visual: {
    ...title('busy-hours', 'Borrowed by weekday (1 is Monday) and hour'),
    chart_configuration: {
      field_wells: {
        heat_map_aggregated_field_wells: {
          rows: [number('hours', 'weekday')],
          columns: [number('hours', 'hour')],
          values: [figure('hours', 'borrowed', 'busy-hours')],
        },
      },
    },
  },
};

/** Levels are of one day: the table is held to the last one, and never summed over days. */
const stockTable: Block = {
  table_visual: {
    ...title('stock-table', 'Stock on the last day'),
    chart_configuration: {
      field_wells: {
        table_aggregated_field_wells: {
          group_by: [text('stock', 'book_name'), text('stock', 'author'), text('stock', 'status')],
          values: (['total_copies', 'available', 'on_loan'] as const).map((name) =>
            figure('stock', name, 'stock-table', 'MAX'),
          ),
        },
      },
    },
  },
};

const topTitles: Block = {
  bar_chart_visual: {
    ...title('top-titles', 'Most borrowed titles'),
    chart_configuration: {
      orientation: 'HORIZONTAL',
      field_wells: {
        bar_chart_aggregated_field_wells: {
          category: [text('analytics', 'book_name')],
          values: [figure('analytics', 'borrowed', 'top-titles')],
        },
      },
      sort_configuration: {
        category_items_limit: { items_limit: 20, other_categories: 'EXCLUDE' },
        category_sort: [{ field_sort: { field_id: 'top-titles.borrowed', direction: 'DESC' } }],
      },
    },
  },
};

const LAST_DAY = 'is_last_day';
const SHEET = 'lending';

const onlyTheLastDay: Block = {
  filter_group_id: 'last-day',
  cross_dataset: 'SINGLE_DATASET',
  status: 'ENABLED',
  filters: [
    {
      numeric_equality_filter: {
        filter_id: 'last-day',
        column: { data_set_identifier: 'stock', column_name: LAST_DAY },
        match_operator: 'EQUALS',
        null_option: 'NON_NULLS_ONLY',
        value: 1,
      },
    },
  ],
  scope_configuration: {
    selected_sheets: {
      sheet_visual_scoping_configurations: [
        { sheet_id: SHEET, scope: 'SELECTED_VISUALS', visual_ids: ['stock-table'] },
      ],
    },
  },
};

/** The seed's visuals: the line of borrows a day, the busy hours, the stock and the top titles. */
export function dashboardDefinition(dataSetArns: Readonly<Record<DataSetName, string>>): Block {
  return {
    data_set_identifiers_declarations: DATA_SET_NAMES.map((name) => ({
      identifier: name,
      data_set_arn: dataSetArns[name],
    })),
    calculated_fields: [
      {
        data_set_identifier: 'stock',
        name: LAST_DAY,
        expression: 'ifelse({snapshot_date} = maxOver({snapshot_date}, [], PRE_AGG), 1, 0)',
      },
    ],
    filter_groups: [onlyTheLastDay],
    sheets: [{ sheet_id: SHEET, title: 'Lending', visuals: [borrowsADay, busyHours, stockTable, topTitles] }],
  };
}
