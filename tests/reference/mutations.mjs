// Which golden snapshot decides which rule: each rule of DevTools' code is broken in turn, and
// those of the snapshots drawn for its chapter named whose answers change.  Prints the table of
// tests/golden/README.
//
//	REFERENCE_PROGRAM=mutations.mjs run [PART OF A RULE]
import {execFile} from 'node:child_process';
import {createHash} from 'node:crypto';
import {mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {gunzipSync} from 'node:zlib';

const self = fileURLToPath(import.meta.url);
const golden = fileURLToPath(new URL('../golden/', import.meta.url));

// Section and rule; what stands in DevTools' code; what to put there instead.
const MUTATIONS = [
  ['3.2 ropes are read to 1024 characters', 'nodesStack.length && name.length < 1024', 'nodesStack.length && name.length < 512'],
  ['3.2 of several first parts the last counts', 'if (edgeName === "first") {\n            firstNodeIndex =', 'if (edgeName === "first") {\n            firstNodeIndex ||='],
  ['3.2 properties from both ends', 'nextFromEnd = !nextFromEnd;', 'nextFromEnd = false;'],
  ['3.2 up to 100 characters', 'formatted.length > 100', 'formatted.length > 90'],
  ['3.2 no __proto__ in names', 'edge.rawType() !== edgePropertyType || edge.name() === "__proto__") {\n        if (nextFromEnd)', 'edge.rawType() !== edgePropertyType) {\n        if (nextFromEnd)'],
  ['3.2 names with signs are quoted', `if (/[,'"{}]/.test(name)) {`, `if (/[,"{}]/.test(name)) {`],
  ['3.4 elements without attributes', 'if (name.startsWith("<")) {\n            const firstSpace', 'if (false) {\n            const firstSpace'],
  ['3.4 detached ones, too', 'const firstSpace = name.indexOf(" ", 10);', 'const firstSpace = -1;'],
  ['3.4 closures are Function', 'return functionClassIndex;', 'return codeClassIndex;'],
  ['3.5 constructors by place', 'return location ? `${location.scriptId},${location.lineNumber},${location.columnNumber},${this.className()}`', 'return location ? `${location.scriptId},${location.lineNumber},${this.className()}`'],
  ['3.6 at least two of a kind', 'MIN_OBJECT_COUNT_PER_INTERFACE = 2', 'MIN_OBJECT_COUNT_PER_INTERFACE = 3'],
  ['3.6 one in a thousand', 'MIN_OBJECT_PROPORTION_PER_INTERFACE = 1e3', 'MIN_OBJECT_PROPORTION_PER_INTERFACE = 1e6'],
  ['3.6 names to 120 characters', 'MAX_INTERFACE_NAME_LENGTH = 120', 'MAX_INTERFACE_NAME_LENGTH = 110'],
  ['3.6 more frequent ones first', 'sortedCandidates.sort((a2, b3) => b3.count - a2.count)', 'sortedCandidates.sort((a2, b3) => a2.count - b3.count)'],
  ['3.6 the longest match', 'if (!b3 || a2.propertyCount > b3.propertyCount) {', 'if (!b3 || a2.propertyCount < b3.propertyCount) {'],
  ['3.6 equal matches: the earlier', 'return a2.index <= b3.index ? a2 : b3;', 'return a2.index <= b3.index ? b3 : a2;'],
  ['4.1 numbers in shortcut names', 'return String(isNaN(numName) ? name : numName);', 'return String(name);'],
  ['4.2 weak references keep nothing', 'if (edgeType === this.edgeWeakType) {\n      return false;', 'if (edgeType === this.edgeWeakType) {\n      return true;'],
  ['4.2 shortcuts only from the root', 'if (edgeType === this.edgeShortcutType) {\n        return false;', 'if (edgeType === this.edgeShortcutType) {\n        return true;'],
  ['4.2 what the page owns only the page keeps', 'if (childNodeFlag && !nodeFlag) {', 'if (false) {'],
  ['4.3 the table of a pair does not own', 'if (nodeId === parseInt(match.tableId, 10)) {', 'if (false) {'],
  ['4.3 only the table named', 'if (nodeId === parseInt(match.tableId, 10)) {', 'if (true) {'],
  ['4.3 no line breaks in a pair', '-> value \\(.*? @', '-> value \\([^]*? @'],
  ['4.5 invisible references are not shown', 'return (edge) => !edge.isInvisible();', 'return () => true;'],
  ['4.6 weak references are no retainers', '!edge.node().isRoot() && !edge.isWeak()', '!edge.node().isRoot()'],
  ['4.6 nor is the root', '!edge.node().isRoot() && !edge.isWeak()', '!edge.isWeak()'],
  ['4.7 equal retainers from the end of the file', 'firstRetainerSlotIndex + --retainingNodes[firstRetainerSlotIndex]', 'firstRetainerSlotIndex + ((retainingNodes.used ??= [])[toNodeOrdinal] = (retainingNodes.used[toNodeOrdinal] ?? -1) + 1)'],
  ['5 weak root references start, too', 'if (this.isUserRoot(node)) {\n        distances', 'if (this.isUserRoot(node) && !iter.edge.isWeak()) {\n        distances'],
  ['5 DOM trees are user roots', 'return node.isUserRoot() || node.isDocumentDOMTreesRoot();', 'return node.isUserRoot();'],
  ['5 not through sloppy_function_map', 'edge.name() === "sloppy_function_map"', 'edge.name() === "sloppy_function_maps"'],
  ['5 descriptors: one in three is refused', 'index % 3 !== 1', 'index % 3 !== 2'],
  ['5 a pair counts from both', 'if (!pendingEphemeronEdges.delete(match.duplicatedPart)) {', 'if (false) {'],
  ['5 the system\'s distances', 'nodesToVisitLength > 0 ? HeapSnapshotModel_exports.baseSystemDistance : 0', '0'],
  ['6 sizes go to owners', 'if (!this.#hasUserRoots()) {', 'if (true) {'],
  ['6 without user roots none does', 'if (!this.#hasUserRoots()) {', 'if (false) {'],
  ['6 text outside the heap, too', 'node.rawName() === "system / ExternalStringData"', 'false'],
  ['6 nothing goes to synthetic roots', 'if (node.isSynthetic() || node.isRoot()) {\n            break;', 'if (node.isRoot()) {\n            break;'],
  ['6 not through weak references', 'if (edge.isWeak()) {\n          continue;\n        }\n        const targetId', 'const targetId'],
  ['7 orphans hang on the root', 'parent[v3] = r2;\n          dfs(v3);', 'parent[v3] = r2;'],
  ['8 detached nodes are renamed', 'snapshot.addString("Detached " +', 'snapshot.addString("Lost " +'],
  ['8 attached spreads', 'propagateState(this, nodeOrdinal, HeapSnapshotModel_exports.DOMLinkState.ATTACHED);', ''],
  ['8 detached spreads', 'propagateState(this, nodeOrdinal, HeapSnapshotModel_exports.DOMLinkState.DETACHED);', ''],
  ['8 not over hidden references', '![snapshot.edgeHiddenType, snapshot.edgeInvisibleType, snapshot.edgeWeakType]', '![snapshot.edgeInvisibleType, snapshot.edgeWeakType]'],
  ['8 by name where there is no field', 'node.name().startsWith("Detached ")', 'false'],
  ['9.1 objects without a size do not count', 'if (!selfSize) {\n        continue;\n      }\n      const classKey', 'const classKey'],
  ['9.1 the smallest distance', 'aggregate.distance = Math.min(aggregate.distance, distance)', 'aggregate.distance = Math.max(aggregate.distance, distance)'],
  ['9.1 nested objects count once', 'if (!seen && (!filter || filter(node)) && node.selfSize()) {', 'if ((!filter || filter(node)) && node.selfSize()) {'],
  ['9.4 duplicates: no flat ropes', 'if (node.isFlatConsString()) {', 'if (false) {'],
  ['9.4 duplicates: cut text by length and hash', 'const match = entries.find((e2) => e2.length === length && e2.hash === hash);', 'const match = entries[0];'],
  ['9.4 contexts', 'return !this.isContextObject(edge.node());', 'return true;'],
  ['9.4 contexts by scope', 'name.startsWith("system / Context / ")', 'false'],
  ['9.4 detached DOM', 'return edge.node().detachedness() !== HeapSnapshotModel_exports.DOMLinkState.DETACHED;', 'return true;'],
  ['9.4 console', 'edge.name().endsWith(" / DevTools console")', 'false'],
  ['9.4 console: from synthetic roots', 'return !(node.isSynthetic() && edge', 'return !(edge'],
  ['9.4 event handlers', 'if (node.rawName() === "V8EventListener") {', 'if (false) {'],
  ['9.4 event handlers: the wrapped function', 'foundChildWithCode = true;', ''],
  ['9.4 native contexts', 'this.nodeNativeContextAttribution[ordinal] === targetOrdinal', 'this.nodeNativeContextAttribution[ordinal] >= targetOrdinal'],
  ['9.4 native contexts: shared', 'this.nodeNativeContextAttribution[ordinal] === SHARED_NATIVE_CONTEXT', 'this.nodeNativeContextAttribution[ordinal] < 0'],
  ['9.4 native contexts: none', 'this.nodeNativeContextAttribution[ordinal] === NO_NATIVE_CONTEXT', 'this.nodeNativeContextAttribution[ordinal] < 0'],
  ['9.4 a range leaves out its beginning', 'return id2 > minNodeId && id2 <= maxNodeId;', 'return id2 >= minNodeId && id2 <= maxNodeId;'],
  ['9.4 a range has its end', 'return id2 > minNodeId && id2 <= maxNodeId;', 'return id2 > minNodeId && id2 < maxNodeId;'],
  ['9.5 search in any case', 'createPlainTextSearchRegex(query, "i")', 'createPlainTextSearchRegex(query, "")'],
  ['9.5 objects without a size are not found', 'if (node.selfSize() === 0) {\n        continue;\n      }\n      const name = node.name();\n      if (name === node.rawName())', 'const name = node.name();\n      if (name === node.rawName())'],
  ['10 a row of the base alone is called as its last', 'name: node.className(), indexes', 'name: aggregate.name, indexes'],
  ['10 the later snapshot\'s interfaces', 'this.applyInterfaceDefinitions(JSON.parse(interfaceDefinitions));', ''],
  ['10 equal ids are neither new nor deleted', 'if (nodeAId < nodeB.id()) {', 'if (nodeAId <= nodeB.id()) {'],
  ['11.1 __proto__ last', 'if (edgeA.name() === "__proto__") {\n          return 1;', 'if (false) {\n          return 1;'],
  ['11.1 named references before numbered', 'edgeA.hasStringName() === edgeB.hasStringName()', 'true'],
  ['11.2 unreachable retainers far away', 'return Math.max(0, this.nodeDistances[nodeOrdinal]) + HeapSnapshotModel_exports.baseUnreachableDistance;', 'return distance;'],
  ['11.2 ignored halves of pairs', 'this.#ignoredEdgesInRetainersView.add(forwardEdgeIndex);', ''],
  ['11.4 strings of every kind', 'nodeType === nodeConsStringType || nodeType === nodeSlicedStringType || nodeType === nodeStringType) {', 'nodeType === nodeStringType) {'],
  ['11.4 elements that are the array\'s alone', 'if (node.retainersCount() === 1) {', 'if (true) {'],
  ['11.4 bytes of typed arrays', 'sizeTypedArrays += nodeSize;', ''],
  ['11.5 maps tell the native context', 'const metaMapOrdinal = edgeTargets.map[mapOrdinal];', 'const metaMapOrdinal = -1;'],
  ['11.5 reached from two: shared', 'return current;\n    }\n    return SHARED_NATIVE_CONTEXT;', 'return current;\n    }\n    return current;'],
  ['11.5 not over shortcuts', 'if (edgeType === edgeShortcutType || edgeType === edgeWeakType) {\n          continue;\n        }\n        const childNodeIndex = containmentEdges.getValue(edgeIndex + edgeToNodeOffset);\n        const childOrdinal', 'if (edgeType === edgeWeakType) {\n          continue;\n        }\n        const childNodeIndex = containmentEdges.getValue(edgeIndex + edgeToNodeOffset);\n        const childOrdinal'],
  ['11.7 by retained size', 'return allGroups.sort((a2, b3) => b3.totalRetainedSize - a2.totalRetainedSize);', 'return allGroups;'],
  ['11.7 cut text after whole', '...untruncatedGroups.values(),\n      ...Array.from(truncatedGroups.values()).flat()', '...Array.from(truncatedGroups.values()).flat(),\n      ...untruncatedGroups.values()'],
  ['11.9 variables a live function uses are not dead', 'if (isVariableUsedInContext(', 'if (false && isVariableUsedInContext('],
  ['11.9 script by outer scopes', 'node.findInternalEdgeTarget("outer_scope_info")', 'undefined'],
  ['12.1 only odd ids', 'if (nodeId % 2 === 0) {\n        continue;\n      }\n      const rangeIndex', 'const rangeIndex'],
  ['12.3 stacks without allocations do not count', 'if (node.allocationCount === 0) {', 'if (false) {'],
];

// Which snapshots are drawn for which rules.
const DRAWN_FOR = [
  [/^3\.[24]/, ['names']], [/^3\.5/, ['rows']], [/^3\.6 at least/, ['comparison-before']], [/^3\.6/, ['interfaces']], [/^4\.[1567]/, ['references', 'random']],
  [/^4/, ['keeping', 'contexts']], [/^5/, ['distances']], [/^6 without/, ['rootless']], [/^6/, ['ownership']],
  [/^7/, ['keeping']], [/^8 by name/, ['detached-by-name']], [/^8/, ['detached']],
  [/^9\.1/, ['rows', 'distances', 'duplicates', 'keeping']], [/^9\.4 dup/, ['duplicates']], [/^9\.4 det/, ['detached']],
  [/^9\.4 native/, ['contexts']], [/^9\.4 a range/, ['random', 'rows']], [/^11\.7/, ['duplicates']], [/^9\.5/, ['names', 'rows']],
  [/^9\.4/, ['filters']], [/^10/, ['comparison-before', 'comparison-after']], [/^11\.[12]/, ['references']],
  [/^11\.[45]/, ['contexts']], [/^11\.9/, ['scopes']], [/^12/, ['recording']],
];
const drawnFor = rule => DRAWN_FOR.find(([chapter]) => chapter.test(rule))[1];

/* Digests of all answers about the snapshots named, by DevTools' code as it is in the bundle. */
async function digests() {
  const {load} = await import('./devtools.mjs');
  const {line} = await import('./rows.mjs');
  const {VIEWS} = await import('./views.mjs');
  console.warn = () => {};
  const place = process.env.HEAPTUI_REFERENCE_GOLDEN;
  const result = {};
  for (const name of process.argv[3].split(',')) {
    const hash = createHash('sha256');
    try {
      const file = path.join(place, `graph-${name}.heapsnapshot`);
      const snapshot = await load(file);
      const base = file.includes('-after') ? await load(file.replace('-after', '-before')) : null;
      for (const view of VIEWS.filter(view => !view.pair || base)) {
        for await (const {rows} of view.questions(snapshot, {samples: 3, base, file})) {
          for await (const row of await rows())
            hash.update(line(row));
        }
      }
    } catch (error) {
      hash.update(error.message);
    }
    result[name] = hash.digest('hex');
  }
  process.stdout.write(JSON.stringify(result));
}

async function table() {
  const {bundle} = await import('./devtools.mjs');
  const code = readFileSync(await bundle(), 'utf8');
  const place = mkdtempSync(path.join(tmpdir(), 'mutations-'));
  const files = path.join(place, 'files');
  try {
    await promisify(execFile)('mkdir', [files]);
    for (const name of readdirSync(golden).filter(name => /^graph-.*gz$/.test(name)))
      writeFileSync(path.join(files, name.replace(/\.gz$/, '')), gunzipSync(readFileSync(path.join(golden, name))));
    const ask = async (text, names) => {
      const mutant = path.join(place, 'mutant.mjs');
      writeFileSync(mutant, text);
      const {stdout} = await promisify(execFile)(process.execPath, [self, '--digests', names.join()], {
        maxBuffer: 1 << 26, env: {...process.env, HEAPTUI_REFERENCE_BUNDLE: mutant, HEAPTUI_REFERENCE_GOLDEN: files},
      });
      return JSON.parse(stdout);
    };
    const right = await ask(code, [...new Set(DRAWN_FOR.flatMap(([, names]) => names))]);
    for (const [rule, found, put] of MUTATIONS.filter(([rule]) => rule.includes(process.argv[2] ?? ''))) {
      if (code.split(found).length !== 2) {
        console.log(`${rule}: DevTools' code has it ${code.split(found).length - 1} times: ${found}`);
        continue;
      }
      const wrong = await ask(code.replace(found, () => put), drawnFor(rule));
      const decided = Object.keys(wrong).filter(name => right[name] !== wrong[name]);
      console.log(`${rule.padEnd(48)} ${decided.join(' ') || 'none'}`);
    }
  } finally {
    rmSync(place, {recursive: true, force: true});
  }
}

await (process.argv[2] === '--digests' ? digests() : table());
process.exit(0);
