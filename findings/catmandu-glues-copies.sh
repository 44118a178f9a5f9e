#!/usr/bin/env bash
# Guess:   mapping a repeated subfield (`marc_map(852p,barcode)`) to a CSV column gives the first value, or all of them with
#          something between; asking for a list and writing CSV gives an error or a joined cell.
# So is:   Catmandu joins with nothing between: two copies' barcodes become one number of 28 digits, two ISBNs one text, and
#          the words of a title meet at subfields. With split:1 the CSV cell holds the address of the list in memory,
#          ARRAY(0x...), another one in every run. Exit 0, nothing on standard error. It takes join:";" to keep them apart.
# Tried:   libcatmandu-perl 1.2020-1, libcatmandu-marc-perl 1.281-1 (Debian 12).
# Matters: it is the usual way from a catalogue to a table of copies; every title with one copy is right, those with several
#          arrive as one copy under a barcode that is on no book, and no row is missing.
# We:      imports are CSV with one row a copy, so each copy is a row that the report can name.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
command -v catmandu >/dev/null || { echo 'needs catmandu (Debian: libcatmandu-marc-perl)'; exit 2; }

cat >record.cjs <<'JS'
const field = (tag, ...subfields) => [tag, `  ${subfields.map(([code, text]) => `\x1f${code}${text}`).join('')}\x1e`]
const fields = [
  ['001', 'book-1\x1e'],
  field('020', ['a', '9782070360024']), field('020', ['a', '9780141439518']),
  field('245', ['a', 'Les animaux :'], ['b', 'images']),
  field('852', ['b', 'MAIN'], ['p', '31234000123453']), field('852', ['b', 'MAIN'], ['p', '31234000123461']),
]
let position = 0
let directory = ''
for (const [tag, text] of fields) {
  directory += tag + String(text.length).padStart(4, '0') + String(position).padStart(5, '0')
  position += text.length
}
const base = 24 + directory.length + 1
const length = String(base + position + 1).padStart(5, '0')
process.stdout.write(`${length}nam a22${String(base).padStart(5, '0')} a 4500${directory}\x1e${fields.map(([, text]) => text).join('')}\x1d`)
JS
node record.cjs >books.mrc
table() { catmandu convert MARC --type ISO to CSV --fix "$1; retain(barcode,isbn,title)" <books.mrc 2>>errors.txt | tail -n 1; }
plain=$(table 'marc_map(852p,barcode); marc_map(020a,isbn); marc_map(245ab,title)')
lists=$(table 'marc_map(852p,barcode,split:1); marc_map(020a,isbn,split:1); marc_map(245ab,title)')
again=$(table 'marc_map(852p,barcode,split:1); marc_map(020a,isbn,split:1); marc_map(245ab,title)')
joined=$(table 'marc_map(852p,barcode,join:";"); marc_map(020a,isbn,join:";"); marc_map(245ab,title,join:" ")')
perl -MCatmandu -MCatmandu::MARC -e 'print "Catmandu $Catmandu::VERSION, Catmandu::MARC $Catmandu::MARC::VERSION\n"'
printf 'marc_map:             %s\nwith split:1:         %s\nand once more:        %s\nwith join:            %s\non standard error:    %s bytes\n' \
  "$plain" "$lists" "$again" "$joined" "$(stat -c %s errors.txt)"
if [ "$plain" = '3123400012345331234000123461,97820703600249780141439518,"Les animaux :images"' ] &&
  [[ $lists =~ ^ARRAY\(0x[0-9a-f]+\),ARRAY\(0x[0-9a-f]+\), ]] &&
  [ "$joined" = '31234000123453;31234000123461,9782070360024;9780141439518,"Les animaux : images"' ] && [ ! -s errors.txt ]; then
  exit 0
fi
echo 'CHANGED: repeated subfields come otherwise'
exit 1
