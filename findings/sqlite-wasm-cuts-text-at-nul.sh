#!/usr/bin/env bash
# Guess:   a string that is bound to a SQLite statement is stored whole; JavaScript strings and SQLite texts may both hold
#          U+0000.
# So is:   node-sqlite3-wasm hands strings over as C strings: everything from the first NUL on is gone, without an error, on
#          the way in, in comparisons and in functions' answers. A text that holds a NUL already (made by char(0) or by
#          another program) is cut the same way on the way out, though length and octets in the database are right.
#          A Uint8Array comes through whole.
# Tried:   node-sqlite3-wasm 0.8.60, sqlite3 3.40.1 (Debian 12) to look, Node 20.
# Matters: the text blocks of an RFID tag are padded with NULs, and 48 NULs is what a blank tag reads: "BOOK-1\0\0" and
#          "BOOK-1" become one, a blank tag becomes the empty text, and two ids that differ behind a NUL collide in a
#          primary key.
# We:      NULs at the edges are taken off where the reader reads a tag, and tags' texts are not kept in SQLite.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent node-sqlite3-wasm@0.8.60

cat >show.cjs <<'JS'
const { spawnSync } = require('node:child_process')
const { Database } = require('node-sqlite3-wasm')
const database = new Database('tags.db')
database.exec('CREATE TABLE tags (text PRIMARY KEY); CREATE TABLE raw (bytes BLOB)')
const shown = (text) => JSON.stringify(text)
const insert = (text) => {
  try { database.run('INSERT INTO tags VALUES (?)', [text]); return 'stored' } catch (error) { return error.message }
}
const first = insert('BOOK-1\0\0copy-1')
const second = insert('BOOK-1\0\0copy-2')
const blank = insert('\0'.repeat(48))
const stored = database.all('SELECT text, length(CAST(text AS BLOB)) AS bytes FROM tags ORDER BY text')
const made = database.get("SELECT 'a' || char(0) || 'b' AS text, length(CAST('a' || char(0) || 'b' AS BLOB)) AS bytes")
const equal = database.get('SELECT ? = ? AS equal', ['BOOK-1\0x', 'BOOK-1\0y'])
database.run('INSERT INTO raw VALUES (?)', [Buffer.from('BOOK-1\0\0copy-1')])
const raw = database.get('SELECT length(bytes) AS bytes FROM raw')
database.close()
const looked = spawnSync('sqlite3', ['tags.db', 'SELECT hex(text) FROM tags ORDER BY text'], { encoding: 'utf8' }).stdout.trim().split('\n')
console.log('node-sqlite3-wasm', require('node-sqlite3-wasm/package.json').version, 'node', process.version)
console.log(`insert ${shown('BOOK-1\0\0copy-1')}: ${first}; insert ${shown('BOOK-1\0\0copy-2')}: ${second}; insert 48 NULs: ${blank}`)
console.log('stored:', shown(stored), 'in the file:', shown(looked))
console.log(`'a' || char(0) || 'b' is ${made.bytes} bytes and arrives as ${shown(made.text)}; two texts that differ behind a NUL are equal: ${equal.equal}`)
console.log('as a Uint8Array:', raw.bytes, 'bytes')
const asSeen =
  first === 'stored' && second.startsWith('UNIQUE constraint failed') && looked.join() === '424F4F4B2D31' &&
  made.text === 'a' && made.bytes === 3 && equal.equal === 1 && raw.bytes === 14
if (!asSeen) { console.log('CHANGED: text with a NUL is kept'); process.exitCode = 1 }
JS
node show.cjs
