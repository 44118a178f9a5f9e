// Asks DuckDB what the first argument says and prints the rows as JSON.
const { join } = require('node:path');

const { DuckDBInstance } = require(join(__dirname, 'node_modules/@duckdb/node-api'));

async function main(sql) {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.runAndReadAll("SET TimeZone = 'UTC'");
  const rows = (await connection.runAndReadAll(sql)).getRowObjectsJson();
  process.stdout.write(JSON.stringify(rows));
}

main(process.argv[2]).catch((error) => {
  process.stderr.write(error.message);
  process.exitCode = 1;
});
