// Closure contexts, their variables, and which of them no live function can read.
import {readFileSync} from 'node:fs';
import {gunzipSync} from 'node:zlib';

import {order} from '../rows.mjs';

/* Dead variables: context's id -> names. */
function deadVariables(snapshot) {
  const dead = new Map();
  for (const {contexts} of snapshot.analyzeContexts().scopes) {
    for (const {contextNodeId, deadFields} of contexts)
      dead.set(contextNodeId, new Set(deadFields.map(field => field.name)));
  }
  return dead;
}

/*
 * Whether DevTools takes two scopes for one: it reads the id -2, which V8 gives to that of a whole
 * script, as 2, and so misses dead variables where a function has the id 2.
 */
function confusesScopes({profile}) {
  const fields = profile.snapshot.meta.scope_fields ?? [];
  const script = fields.indexOf('script_node_index'), id = fields.indexOf('scope_id');
  const known = new Set(), rows = profile.scopes ?? [];
  for (let i = 0; i < rows.length; i += fields.length)
    known.add(`${rows[i + script]}:${rows[i + id]}`);
  return known.size * fields.length < rows.length;
}

/* Then DevTools' analysis is given the tables with the signs that the file has. */
function readSigns({profile}, file) {
  const bytes = readFileSync(file), text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1');
  for (const name of ['scopes', 'scope_uses'])
    profile[name] = JSON.parse(text.match(new RegExp(`"${name}":\\s*(\\[[^\\]]*\\])`))[1]);
}

function contextRows(snapshot) {
  const dead = deadVariables(snapshot);
  const rows = [];
  const node = snapshot.createNode(0);
  for (let ordinal = 0; ordinal < snapshot.nodeCount; ordinal++) {
    node.nodeIndex = ordinal * snapshot.nodeFieldCount;
    if (!snapshot.isContextObject(node))
      continue;
    const names = dead.get(node.id()) ?? new Set();
    const variables = [];
    for (const it = node.edges(); it.hasNext(); it.next()) {
      if (it.item().type() !== 'context')
        continue;
      const value = it.item().node();
      const isDead = names.has(it.item().name());
      variables.push({
        variable: it.item().name(), id: value.id(), dead: Number(isDead),
        dead_size: isDead ? value.retainedSize() : 0, retained_size: value.retainedSize(),
      });
    }
    rows.push({
      id: node.id(), variables, dead: variables.reduce((n, row) => n + row.dead, 0),
      dead_size: variables.reduce((n, row) => n + row.dead_size, 0),
      shallow_size: node.selfSize(), retained_size: node.retainedSize(),
    });
  }
  return order(rows, ['retained_size', false], ['retained_size', false]);
}

export function* questions(snapshot, {file}) {
  const confused = confusesScopes(snapshot);
  if (confused)
    readSigns(snapshot, file);
  const rows = contextRows(snapshot).map(row => ({...row, variables: row.variables.length}));
  yield {
    args: ['contexts', '--columns=id,variables,dead,dead_size,shallow_size,retained_size'],
    rows: () => rows,
    deviations: confused ? rows.length : 0,
  };
}
