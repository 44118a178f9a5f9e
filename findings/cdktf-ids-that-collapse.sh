#!/usr/bin/env bash
# Guess:   two constructs with different ids in one stack become two resources, or the second is refused; letters that
#          Terraform does not allow are replaced in a way that keeps names apart.
# So is:   CDKTF drops every character but A-Z a-z 0-9 _ - and checks only the ids as written. At the top of a stack nothing
#          is added to tell them apart: "desk 1" and "desk1", "Köln" and "Kln", "東京" and "大阪" (both the empty name) end
#          up under one name, and their settings are merged: one resource is left, with the later values and whatever only
#          the earlier one had. No error, not from the validations of synth either. Within another construct a hash is
#          added and they stay apart.
# Tried:   cdktf 0.21.0 (the last) with constructs 10.4.2, Node 20.
# Matters: a resource a reader or branch, named by the library: one reader gets the other's certificate, topic and
#          permissions, the other none; renaming "desk1" to "desk 1" moves nothing and looks done.
# We:      a reader's resources stand in a construct of their own, and reader names are checked against what IoT allows.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent cdktf@0.21.0 constructs@10.4.2

cat >show.cjs <<'JS'
const { Construct } = require('constructs')
const { TerraformResource, TerraformStack, Testing } = require('cdktf')
class Reader extends TerraformResource {
  constructor(scope, id, settings) {
    super(scope, id, { terraformResourceType: 'library_reader' })
    this.settings = settings
  }
  synthesizeAttributes() { return this.settings }
}
const synthesize = (first, second, nested = false) => {
  const stack = new TerraformStack(Testing.app(), 'library')
  const scope = (id) => (nested ? new Construct(stack, id) : stack)
  new Reader(scope(first), nested ? 'reader' : first, { branch: first, locked: true })
  new Reader(scope(second), nested ? 'reader' : second, { branch: second })
  const { resource } = JSON.parse(Testing.synth(stack, true))
  return Object.entries(resource.library_reader)
}
console.log('cdktf', require('cdktf/package.json').version, 'node', process.version)
const outcomes = [['desk 1', 'desk1'], ['Köln', 'Kln'], ['東京', '大阪'], ['desk-1', 'desk_1'], ['Köln', 'Kln', true]].map((ids) => {
  const resources = synthesize(...ids)
  console.log(`${JSON.stringify(ids.slice(0, 2))}${ids[2] ? ' each within a construct' : ''}: ${resources.length} resource(s) ${JSON.stringify(Object.fromEntries(resources))}`)
  return resources
})
const asSeen =
  outcomes.map((resources) => resources.length).join() === '1,1,1,2,2' &&
  outcomes[0][0][0] === 'desk1' && outcomes[0][0][1].branch === 'desk1' && outcomes[0][0][1].locked === true && outcomes[2][0][0] === ''
if (!asSeen) { console.log('CHANGED: such ids are kept apart or refused'); process.exitCode = 1 }
JS
TMPDIR=$dir NODE_NO_WARNINGS=1 node show.cjs
