#!/usr/bin/env bash
# Guess:   LevelDB answers a put with `sync: true` only when it is on the disk. If the disk was full for a while the
#          puts of that time fail, and those acknowledged before and after it are found when the database is reopened.
# So is:   one failed append spoils the log file, and the database goes on writing to it. Every later put is
#          acknowledged, synced, and can be read while the process lives; at the next open they are gone, without an error.
# Tried:   classic-level 3.0.0 (LevelDB 1.20), Node 20, Linux. A limit on the file size stands for the full disk.
# Matters: a reader's spool or an edge store that beeps after such a put loses every scan from the moment the disk was
#          full to the next restart, though a person made room at once and everything looked well.
# We:      the local stack's store refuses everything after the first refused write until it is opened again; the reader's
#          spool is plain files that stop at the first failed write.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent classic-level@3.0.0

cat >show.cjs <<'JS'
const { spawnSync } = require('node:child_process')
const { ClassicLevel } = require('classic-level')
// The process gets "file too large" as an error, as it would get "no space left".
process.on('SIGXFSZ', () => {})
const limitFileSize = (soft) => {
  const done = spawnSync('prlimit', [`--pid=${process.pid}`, `--fsize=${soft}:unlimited`])
  if (done.status !== 0) throw new Error(`prlimit: ${done.stderr}`)
}
const put = async (db, key, value) => {
  try { await db.put(key, value, { sync: true }); return true } catch (error) { return error }
}
const main = async () => {
  console.log('classic-level', require('classic-level/package.json').version, 'node', process.version)
  const db = new ClassicLevel('store')
  await db.open()
  const acknowledged = []
  if ((await put(db, 'before', 'scan')) === true) acknowledged.push('before')
  limitFileSize(4096)
  const refused = []
  for (let i = 0; i < 9; i += 1) {
    const answer = await put(db, `full-${i}`, 'x'.repeat(3000))
    if (answer === true) acknowledged.push(`full-${i}`)
    else refused.push(answer)
  }
  limitFileSize('unlimited')
  for (let i = 0; i < 20; i += 1) if ((await put(db, `after-${i}`, 'scan')) === true) acknowledged.push(`after-${i}`)
  const readable = (await db.getMany(acknowledged)).filter((value) => value !== undefined).length
  console.log(`refused while full: ${refused.length}; first: ${refused[0]?.message} / ${refused[0]?.cause?.message ?? ''}`)
  console.log(`acknowledged: ${acknowledged.length} (${acknowledged.slice(0, 3).join(', ')} ...); readable before closing: ${readable}`)
  await db.close()

  const again = new ClassicLevel('store')
  await again.open()
  const kept = []
  for await (const key of again.keys()) kept.push(key)
  await again.close()
  const lost = acknowledged.filter((key) => !kept.includes(key))
  console.log(`after reopening: found ${kept.length}, lost ${lost.length} acknowledged: ${lost.slice(0, 3).join(', ')} ...`)
  const asSeen = refused.length > 0 && readable === acknowledged.length && lost.filter((key) => key.startsWith('after')).length === 20
  if (!asSeen) { console.log('CHANGED: acknowledged writes are no longer lost'); process.exitCode = 1 }
}
main()
JS
node show.cjs
