// Snapshots drawn by hand: nodes and references in, the text of a .heapsnapshot out.

export const NODE_TYPES = ['hidden', 'array', 'string', 'object', 'code', 'closure', 'regexp', 'number', 'native', 'synthetic',
                    'concatenated string', 'sliced string', 'symbol', 'bigint', 'object shape'];
export const EDGE_TYPES = ['context', 'element', 'property', 'internal', 'hidden', 'shortcut', 'weak'];

/*
 *	const g = new Graph();
 *	const list = g.node('object', 'List', 16);
 *	g.edge(g.root, 'shortcut list', list);     type, then name or number
 *
 * The root is there from the beginning; ids are odd and rise, unless given.
 */
export class Graph {
  nodes = [];
  strings = ['<dummy>'];
  #known = new Map();
  locations = [];
  samples = [];
  traceFunctions = [];
  traceTree = [];
  scopes = [];
  scopeVariables = [];
  scopeUses = [];

  constructor({fields = ['type', 'name', 'id', 'self_size', 'edge_count', 'trace_node_id', 'detachedness'],
               edgeFields = ['type', 'name_or_index', 'to_node'],
               locationFields = ['object_index', 'script_id', 'line', 'column'],
               sampleFields = ['timestamp_us', 'last_assigned_id'],
               nodeTypes = NODE_TYPES, edgeTypes = EDGE_TYPES, header = {}} = {}) {
    Object.assign(this, {fields, edgeFields, locationFields, sampleFields, nodeTypes, edgeTypes, header});
    this.root = this.node('synthetic', '', 0);
  }

  /* The place of a text; of those that `repeats` says are written again, another one. */
  string(text) {
    if (this.repeats?.())
      return this.strings.push(text) - 1;
    if (!this.#known.has(text))
      this.#known.set(text, this.strings.push(text) - 1);
    return this.#known.get(text);
  }

  node(type, name, size = 16, {id = this.nodes.length * 2 + 1, detachedness = 0, trace = 0, at} = {}) {
    const node = {type, name, size, id, detachedness, trace, edges: [], ordinal: this.nodes.length};
    this.nodes.push(node);
    if (at)
      this.locations.push([node, ...at]);
    return node;
  }

  edge(from, what, to) {
    const space = what.indexOf(' ');
    from.edges.push({type: what.slice(0, space), name: what.slice(space + 1), to});
    return to;
  }

  /* A node and the reference to it. */
  under(from, what, type, name, size, more) {
    return this.edge(from, what, this.node(type, name, size, more));
  }

  #numbers() {
    const nodes = [], edges = [];
    for (const node of this.nodes) {
      const values = {
        type: this.nodeTypes.indexOf(node.type), name: this.string(node.name), id: node.id, self_size: node.size,
        edge_count: node.edges.length, trace_node_id: node.trace, detachedness: node.detachedness,
      };
      nodes.push(...this.fields.map(field => values[field] ?? 0));
      for (const {type, name, to} of node.edges) {
        const numbered = type === 'element' || type === 'hidden';
        const edge = {
          type: this.edgeTypes.indexOf(type), name_or_index: numbered ? Number(name) : this.string(name),
          to_node: to.ordinal * this.fields.length,
        };
        edges.push(...this.edgeFields.map(field => edge[field]));
      }
    }
    return {nodes, edges};
  }

  toString() {
    const {nodes, edges} = this.#numbers();
    const index = node => node.ordinal * this.fields.length;
    const scoped = this.scopes.length > 0;
    const parts = {
      snapshot: {
        meta: {
          node_fields: this.fields,
          node_types: this.fields.map(field => field === 'type' ? this.nodeTypes : field === 'name' ? 'string' : 'number'),
          edge_fields: this.edgeFields,
          edge_types: this.edgeFields.map(field => ({type: this.edgeTypes, name_or_index: 'string_or_number', to_node: 'node'})[field]),
          trace_function_info_fields: ['function_id', 'name', 'script_name', 'script_id', 'line', 'column'],
          trace_node_fields: ['id', 'function_info_index', 'count', 'size', 'children'],
          sample_fields: this.sampleFields,
          location_fields: this.locationFields,
          ...scoped && {
            scope_fields: ['script_node_index', 'scope_id', 'depth', 'scope_context_vars_count', 'scope_uses_count'],
            scope_context_var_fields: ['name'],
            scope_use_fields: ['declaring_scope_id', 'slot_index'],
          },
        },
        node_count: this.nodes.length,
        edge_count: edges.length / this.edgeFields.length,
        trace_function_count: this.traceFunctions.length,
        ...this.header,
      },
      nodes,
      edges,
      trace_function_infos: this.traceFunctions.flatMap(([name, script, ...place], i) =>
        [i, this.string(name), this.string(script), ...place]),
      trace_tree: this.traceTree,
      samples: this.samples.flatMap(([timestamp_us, last_assigned_id]) =>
        this.sampleFields.map(field => ({timestamp_us, last_assigned_id})[field])),
      locations: this.locations.flatMap(([node, script_id, line, column]) =>
        this.locationFields.map(field => ({object_index: index(node), script_id, line, column})[field] ?? 0)),
      ...scoped && {
        scopes: this.scopes.flatMap(([script, ...numbers]) => [index(script), ...numbers]),
        scope_context_vars: this.scopeVariables.map(name => this.string(name)),
        scope_uses: this.scopeUses.flat(),
      },
      strings: this.strings,
    };
    return JSON.stringify(parts) + '\n';
  }
}

/* Numbers that look random and are the same every time. */
export class Random {
  constructor(seed) { this.state = seed >>> 0; }
  /* 0 ... n - 1 */
  below(n) {
    // xorshift32
    let x = this.state || 1;
    x ^= x << 13, x >>>= 0;
    x ^= x >>> 17;
    x ^= x << 5, x >>>= 0;
    this.state = x;
    return x % n;
  }
  of(list) { return list[this.below(list.length)]; }
  chance(percent) { return this.below(100) < percent; }
}

/* The usual beginning: roots of the system's own, and a global object that counts as the user's. */
export function page(options) {
  const g = new Graph(options);
  g.roots = g.under(g.root, 'element 1', 'synthetic', '(GC roots)', 0);
  g.window = g.under(g.root, 'shortcut window', 'object', 'Window / page', 24);
  return g;
}
