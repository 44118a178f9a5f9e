#!/usr/bin/env bash
# Guess:   a SQLite database is one file that any SQLite may open: programs keep out of each other's way by the locks of the
#          file, and a killed program's transaction is rolled back by the next one that opens it.
# So is:   node-sqlite3-wasm does not lock the file: it makes a folder `<file>.lock` beside it. (1) It neither sees the locks
#          of another SQLite nor shows its own: a row that the sqlite3 program has inserted and committed is overwritten by
#          a transaction that was open here meanwhile; both report success and integrity_check says ok. (2) A process that
#          is killed in a transaction leaves the folder, and with this package the database is "locked" for ever after,
#          while the sqlite3 program opens it at once.
# Tried:   node-sqlite3-wasm 0.8.60, sqlite3 3.40.1 (Debian 12), Node 20.
# Matters: it is the package that needs no compiler, so it goes onto readers and into scripts that look into the database of
#          another program: looking is enough to lose that program's scans, and a power cut locks the reader out.
# We:      it only adds indexes to the local engine's database, while that engine is not running.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent node-sqlite3-wasm@0.8.60

cat >show.cjs <<'JS'
const { spawnSync } = require('node:child_process')
const { existsSync } = require('node:fs')
const { Database } = require('node-sqlite3-wasm')
const program = (file, sql) => {
  const { stdout, stderr } = spawnSync('sqlite3', [file, sql], { encoding: 'utf8' })
  return (stderr || stdout).trim().replaceAll('\n', ' ')
}
if (process.argv[2] === 'die') {
  const database = new Database('reader.db')
  database.exec("BEGIN IMMEDIATE; INSERT INTO scans (tag) VALUES ('unfinished')")
  process.kill(process.pid, 'SIGKILL')
}
for (const file of ['shared.db', 'reader.db']) program(file, 'CREATE TABLE scans (id INTEGER PRIMARY KEY, tag TEXT)')

const here = new Database('shared.db')
here.exec("BEGIN IMMEDIATE; INSERT INTO scans (tag) VALUES ('tag-of-ours')")
const other = program('shared.db', "INSERT INTO scans (tag) VALUES ('tag-of-theirs'); SELECT 'committed', tag FROM scans")
let commit = 'committed'
try { here.exec('COMMIT') } catch (error) { commit = error.message }
here.close()
const after = program('shared.db', 'SELECT tag FROM scans; PRAGMA integrity_check')
console.log('node-sqlite3-wasm', require('node-sqlite3-wasm/package.json').version, 'sqlite3', program('', 'SELECT sqlite_version()'), 'node', process.version)
console.log('while a transaction is open here, the sqlite3 program:', other)
console.log('our commit:', commit)
console.log('afterwards the table holds:', after)

spawnSync(process.execPath, [__filename, 'die'])
let again = 'opens'
try { new Database('reader.db').all('SELECT * FROM scans') } catch (error) { again = error.message }
const native = program('reader.db', 'SELECT count(*) FROM scans')
console.log(`after a kill: folder left ${existsSync('reader.db.lock')}; this package: ${again}; the sqlite3 program counts: ${native}`)
const asSeen =
  other === 'committed|tag-of-theirs' && commit === 'committed' && after === 'tag-of-ours ok' && again === 'database is locked' && native === '0'
if (!asSeen) { console.log('CHANGED: the package locks otherwise'); process.exitCode = 1 }
JS
node show.cjs
