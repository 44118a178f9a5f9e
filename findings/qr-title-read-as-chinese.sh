#!/usr/bin/env bash
# Guess:   a QR code of a title with an accent reads back as that title: every generator writes UTF-8, every reader expects it.
# So is:   a QR code does not say its character set unless it holds an ECI mark, and these generators write none for such
#          titles. zbar then guesses from the bytes of each single label: "Cien años" in UTF-8 reads "Cien a簽os",
#          "Straße" "Straﾃ歹", while "Ångström" and "日本語" are right. zint writes Latin-1 where it can, and that is
#          guessed wrong for other titles. With ECI 26 (UTF-8) all are read right from both.
# Tried:   bwip-js 4.11.4, qrcode 1.5.4 (npm), zint 2.11.1, zbar-tools 0.23.92 (both Debian 12), Node 20.
# Matters: a label that carries id and title, or a title that is looked up by its scan, works for most of the shelf and
#          names another book for the rest; ids of plain ASCII are never hit, so no test on numbers sees it.
# We:      a tag names its copy by an ASCII id; the title comes from the book that the id stands for.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent bwip-js@4.11.4 qrcode@1.5.4

cat >show.cjs <<'JS'
const { spawnSync } = require('node:child_process')
const { writeFileSync } = require('node:fs')
const bwip = require('bwip-js')
const qrcode = require('qrcode')
const TITLES = ['Les misérables', 'Cien años', 'Über allen', 'Straße', 'Ångström', 'Bücher', '日本語', 'BOOK-000042']
const run = (program, ...args) => {
  const { stdout, error } = spawnSync(program, args, { encoding: 'utf8' })
  if (error) throw error
  return stdout.trim()
}
const read = () => run('zbarimg', '-q', '--raw', '--nodbus', 'label.png')
const look = { bcid: 'qrcode', scale: 4, padding: 12, backgroundcolor: 'FFFFFF' }
const makers = {
  'bwip-js': async (text) => writeFileSync('label.png', await bwip.toBuffer({ ...look, text })),
  qrcode: async (text) => writeFileSync('label.png', await qrcode.toBuffer(text)),
  zint: async (text) => run('zint', '-o', 'label.png', '--scale=3', '--whitesp=10', '--vwhitesp=10', '-b', 'QRCODE', '-d', text),
  'bwip-js, ECI 26': async (text) => writeFileSync('label.png', await bwip.toBuffer({ ...look, parsefnc: true, text: `^ECI000026${text}` })),
  'zint, ECI 26': async (text) => run('zint', '-o', 'label.png', '--scale=3', '--whitesp=10', '--vwhitesp=10', '-b', 'QRCODE', '--eci=26', '-d', text),
}
const main = async () => {
  console.log(run('zbarimg', '--version'), 'zbar,', run('zint', '--version').split('\n')[0], ', node', process.version)
  const right = {}
  for (const [maker, make] of Object.entries(makers)) {
    right[maker] = []
    const shown = []
    for (const title of TITLES) {
      await make(title)
      const text = read()
      right[maker].push(text === title ? 1 : 0)
      shown.push(text === title ? title : `${title} -> ${text}`)
    }
    console.log(`${maker}: ${shown.join(' | ')}`)
  }
  const outcome = Object.values(right).map((marks) => marks.join('')).join(' ')
  const asSeen =
    right['bwip-js'].join('') === '00001011' && right.qrcode.join('') === '00001011' && right.zint.join('') === '00000111' &&
    outcome.endsWith('11111111 11111111')
  if (!asSeen) { console.log('CHANGED: labels are read otherwise', outcome); process.exitCode = 1 }
}
main().catch((error) => { console.error(error); process.exitCode = 1 })
JS
node show.cjs
