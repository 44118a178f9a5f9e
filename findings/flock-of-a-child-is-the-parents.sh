#!/usr/bin/env bash
# Guess:   Node has no call for a kernel file lock, so it takes a native module, or a lock file that is left behind by a
#          killed process; a lock that a short-lived child takes ends with the child.
# So is:   flock(2) belongs to the open file, not to the process. `flock -n 3` run by spawnSync on a descriptor that it
#          inherits locks the PARENT's open file: the child is gone, the lock stays, also against the same process, and
#          ends with the parent however it ends. Its other side: a child that inherits the descriptor and lives on keeps
#          the lock after its parent was killed.
# Tried:   Node 20, flock of util-linux 2.38 (Debian 12), Linux.
# Matters: one process an RFID chip and a spool: a killed reader must not leave a stale lock behind (it restarts alone in
#          a cupboard), and must not share its spool with a second one.
# We:      the reader's spool is locked so; the descriptor is given to no other child (Node opens files close-on-exec).
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >show.cjs <<'JS'
const { spawn, spawnSync } = require('node:child_process')
const { openSync, closeSync } = require('node:fs')
const { once } = require('node:events')
const take = (path) => {
  const fd = openSync(path, 'a')
  const { status } = spawnSync('flock', ['-n', '3'], { stdio: ['ignore', 'ignore', 'ignore', fd] })
  if (status !== 0) closeSync(fd)
  return { held: status === 0, fd }
}
const elsewhere = (path) => spawnSync('flock', ['-n', path, 'true']).status === 0 ? 'free' : 'locked'

const [role, path] = process.argv.slice(2)
if (role === 'holder' || role === 'holder-with-child') {
  const { held, fd } = take(path)
  const child = role === 'holder-with-child' ? spawn('sleep', ['60'], { stdio: ['ignore', 'ignore', 'ignore', fd], detached: true }) : undefined
  process.stdout.write(`${held} ${child?.pid ?? 0}\n`)
  setInterval(() => {}, 1000)
} else {
  main()
}

async function killed(role, path) {
  const holder = spawn(process.execPath, [__filename, role, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(holder.stdout, 'data')
  const [held, childPid] = line.toString().trim().split(' ')
  const during = elsewhere(path)
  const exited = once(holder, 'exit')
  holder.kill('SIGKILL')
  await exited
  const after = elsewhere(path)
  if (childPid !== '0') process.kill(Number(childPid))
  return `${held} ${during} ${after}`
}

async function main() {
  console.log('node', process.version, spawnSync('flock', ['--version'], { encoding: 'utf8' }).stdout.trim())
  const first = take('spool.lock')
  const again = take('spool.lock')
  const other = elsewhere('spool.lock')
  closeSync(first.fd)
  const closed = elsewhere('spool.lock')
  console.log(`flock(1) has ended; lock taken: ${first.held}; by this process once more: ${again.held}; by another: ${other}; after close: ${closed}`)
  const plain = await killed('holder', 'a.lock')
  console.log('a holder that is killed (taken, meanwhile, afterwards):', plain)
  const heir = await killed('holder-with-child', 'b.lock')
  console.log('the same with a living child that has the descriptor:', heir)
  const asSeen = first.held && !again.held && other === 'locked' && closed === 'free' && plain === 'true locked free' && heir === 'true locked locked'
  if (!asSeen) { console.log('CHANGED: the lock is not held by the open file'); process.exitCode = 1 }
}
JS
node show.cjs
