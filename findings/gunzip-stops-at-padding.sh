#!/usr/bin/env bash
# Guess:   gzip files may be joined (cat a.gz b.gz) and padded with zeros to full blocks; Node reads all members, passes over
#          the padding, and an end that it does not understand is an error, as other bytes there are.
# So is:   Node takes the first zero byte behind a member for the end of the file and drops everything behind it, whole
#          members too, without an error; callbacks, promises and streams alike. So does Java 17. gzip(1) stops there as well,
#          but says so and exits 2; Python passes over the zeros and reads all. Any other byte there is Z_DATA_ERROR in Node.
# Tried:   Node 20.20.2, 22.23.3 and 24.21.0 (the script: the Node that runs it), gzip 1.12, Python 3.
# Matters: an append-only log written member by member has zeros in its middle after a power cut (a block that was given out
#          and never filled), or when padded files are joined: all scans written afterwards are gone for every reader on
#          Node, and the file looks complete.
# We:      a sealed file is one member, and its hash is checked when it is read.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
printf 'morning\n' | gzip -n >morning.gz
printf 'evening\n' | gzip -n >evening.gz
cat morning.gz evening.gz >joined.gz
truncate -s 512 morning.gz
cat morning.gz evening.gz >padded.gz

cat >show.cjs <<'JS'
const { createReadStream, readFileSync } = require('node:fs')
const { text } = require('node:stream/consumers')
const { createGunzip, gunzip, gunzipSync } = require('node:zlib')
const main = async (file) => {
  const bytes = readFileSync(file)
  const all = [
    gunzipSync(bytes).toString(),
    await new Promise((resolve, reject) => gunzip(bytes, (error, out) => (error ? reject(error) : resolve(out.toString())))),
    await text(createReadStream(file, { highWaterMark: 16 }).pipe(createGunzip())),
  ]
  process.stdout.write([...new Set(all)].join('/').replaceAll('\n', ' '))
}
main(process.argv[2])
JS
python() { python3 -c 'import gzip, sys; print(gzip.open(sys.argv[1], "rt").read().replace("\n", " "), end="")' "$1"; }
seen=''
echo "node $(node --version), $(gzip --version | head -n 1), $(python3 --version)"
for file in joined padded; do
  code=0
  tool=$(gzip -dc "$file.gz" 2>complaint.txt | tr '\n' ' '; exit "${PIPESTATUS[0]}") || code=$?
  node_reads=$(node show.cjs "$file.gz")
  python_reads=$(python "$file.gz")
  echo "$file: Node '$node_reads' gzip '$tool' exit $code $(cat complaint.txt | tr -d '\n') Python '$python_reads'"
  seen+="$node_reads|$tool|$code|$python_reads;"
done
if [ "$seen" = 'morning evening |morning evening |0|morning evening ;morning |morning |2|morning evening ;' ]; then exit 0; fi
echo 'CHANGED: padding is read otherwise'
exit 1
