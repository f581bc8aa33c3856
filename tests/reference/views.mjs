// The views that are compared, each a file of its own in views/: what is asked, and how
// DevTools' answer reads as rows.
import * as allocations from './views/allocations.mjs';
import * as containment from './views/containment.mjs';
import * as contexts from './views/contexts.mjs';
import * as diff from './views/diff.mjs';
import * as dominators from './views/dominators.mjs';
import * as objects from './views/objects.mjs';
import * as retainers from './views/retainers.mjs';
import * as search from './views/search.mjs';
import * as statistics from './views/statistics.mjs';
import * as strings from './views/strings.mjs';
import * as summary from './views/summary.mjs';
import * as timeline from './views/timeline.mjs';

export const VIEWS = Object.entries({
  objects, summary, containment, retainers, dominators, statistics, strings, contexts, allocations, timeline, search, diff,
}).map(([name, view]) => ({name, ...view}));
