#!/usr/bin/env bash
# Guess:   a dimension added to the metrics of an invocation holds for all of them until they are published at its end; that
#          a record takes at most 100 values only means that there are two records.
# So is:   Powertools publishes by itself when the hundredth value comes and forgets dimensions and metadata with it, as at
#          the end of an invocation. Whatever is added afterwards goes out without them, under the default dimensions: of
#          150 scans of one reader 100 are counted for "return-bin" and 50 for nobody. It takes 100 values of one name, or
#          the 101st name. No warning. Default dimensions stay.
# Tried:   @aws-lambda-powertools/metrics 2.36.0, Node 20.
# Matters: the alarm and the chart of one reader are short exactly on the days with large batches, while the total over
#          everything looks too high by the same number.
# We:      a metric with a dimension of its own goes out alone (singleMetric); the others have default dimensions only.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent @aws-lambda-powertools/metrics@2.36.0

cat >show.cjs <<'JS'
const { Metrics, MetricUnit } = require('@aws-lambda-powertools/metrics')
const records = []
const logger = { ...console, log: (line) => records.push(JSON.parse(line)) }
const metrics = () => new Metrics({ namespace: 'Library', serviceName: 'ingest', defaultDimensions: { stage: 'test' }, logger: console })
const capture = (work) => {
  records.length = 0
  const write = process.stdout.write.bind(process.stdout)
  process.stdout.write = (text) => { for (const line of String(text).trim().split('\n')) logger.log(line); return true }
  try { work() } finally { process.stdout.write = write }
  return records.map((record) => {
    const [{ Dimensions, Metrics: names }] = record._aws.CloudWatchMetrics
    const values = names.map(({ Name }) => record[Name]).flat()
    return { dimensions: Dimensions[0].join('+'), reader: record.reader, batch: record.batch, values: values.length }
  })
}
const scans = (count, name) => capture(() => {
  const library = metrics()
  library.addDimension('reader', 'return-bin')
  library.addMetadata('batch', 'b-1')
  for (let i = 0; i < count; i += 1) library.addMetric(name(i), MetricUnit.Count, 1)
  library.publishStoredMetrics()
})
const seen = {
  '99 values of one name': scans(99, () => 'Scans'),
  '150 values of one name': scans(150, () => 'Scans'),
  '101 names': scans(101, (i) => `Scans${i}`),
}
console.log('@aws-lambda-powertools/metrics 2.36.0, node', process.version)
for (const [name, published] of Object.entries(seen)) {
  console.log(name)
  for (const { dimensions, reader, batch, values } of published) console.log(`    ${values} values, dimensions ${dimensions}, reader ${reader}, batch ${batch}`)
}
const outcome = Object.values(seen).map((published) => published.map(({ values, reader, batch }) => `${values}:${reader ?? '-'}:${batch ?? '-'}`).join(' ')).join(' | ')
if (outcome !== '99:return-bin:b-1 | 100:return-bin:b-1 50:-:- | 100:return-bin:b-1 1:-:-') {
  console.log('CHANGED: the dimension stays, or goes otherwise', outcome)
  process.exitCode = 1
}
JS
node show.cjs
