// Who allocated what: functions, their callers, and the objects of a stack.
import {devtools} from '../devtools.mjs';
import {CONSTRUCTOR_COLUMNS, constructorRow, constructors, order, sample} from '../rows.mjs';

const LEVELS = 5;
const FILTERED = 6; // functions whose objects are asked for

const frameRow = (depth, node) => ({
  depth,
  function: node.name || '(anonymous)',
  source: source(node),
  live_count: node.liveCount,
  count: node.count,
  live_size: node.liveSize,
  size: node.size,
});

function source({scriptName, line, column}) {
  const path = scriptName.replace(/^file:\/\//, '');
  return path === '' ? null : line === 0 ? path : `${path}:${line}:${column}`;
}

/* Under each column of the grid, what DevTools compares. */
const SORTS = {function: 'name', live_count: 'liveCount', count: 'count', live_size: 'liveSize', size: 'size'};

/* Callers below a row.  DevTools shows callers that are alone in one go. */
function* callers(snapshot, node, depth, sort) {
  if (!node.hasChildren || depth >= LEVELS)
    return;
  const {nodesWithSingleCaller, branchingCallers} = snapshot.allocationNodeCallers(node.id);
  for (const single of nodesWithSingleCaller) {
    if (depth < LEVELS)
      yield frameRow(depth++, single);
  }
  for (const caller of order([...branchingCallers], sort, sort)) {
    if (depth < LEVELS) {
      yield frameRow(depth, caller);
      yield* callers(snapshot, caller, depth + 1, sort);
    }
  }
}

/* The stacks of objects here and there. */
function* stacks(snapshot, samples) {
  for (const index of sample(snapshot, 20 * samples).filter(index => snapshot.allocationStack(index)?.length).slice(0, samples)) {
    yield {
      args: ['object', `@${snapshot.createNode(index).id()}`, '--filter=property=allocated', '--columns=depth,property,value'],
      rows: () => [{depth: 0, property: 'allocated', value: snapshot.allocationStack(index).map(frame => {
        const {functionName, scriptName, line, column} = frame;
        const at = source({scriptName, line, column});
        return (functionName || '(anonymous)') + (at ? ` (${at})` : '');
      }).join(' < ')}],
    };
  }
}

export async function* questions(snapshot, {samples}) {
  if (!snapshot.profile.snapshot.trace_function_count)
    return;
  const {AllocationProfile, model} = await devtools();
  const tops = snapshot.allocationTracesTops();
  for (const [column, key] of Object.entries(SORTS)) {
    for (const ascending of [false, true]) {
      yield {
        args: ['allocations', `--sort=${ascending ? '' : '-'}${column}`, `--depth=${LEVELS}`,
               '--columns=depth,function,source,live_count,count,live_size,size'],
        rows: function*() {
          for (const top of order([...tops], [key, ascending], [key, ascending])) {
            yield frameRow(0, top);
            yield* callers(snapshot, top, 1, [key, ascending]);
          }
        },
      };
    }
  }
  yield* stacks(snapshot, samples);
  // The same profile once more, for the ids that DevTools keeps to itself.
  const profile = new AllocationProfile(snapshot.profile, {});
  profile.serializeTraceTops();
  for (const {id} of tops.slice(0, FILTERED)) {
    const filter = snapshot.createFilter(Object.assign(new model.NodeFilter(), {allocationNodeId: id}));
    yield {
      args: ['summary', `--columns=${CONSTRUCTOR_COLUMNS}`, `--only=allocation=${profile.traceIds(id)}`],
      rows: () => order(constructors(snapshot, filter), ['retained_size', false], ['constructor', true]).map(constructorRow),
    };
  }
}
