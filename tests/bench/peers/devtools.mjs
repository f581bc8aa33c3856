// DevTools' own code: loads the file as its worker does, and makes the rows of the Summary.
import {devtools, load} from '../../reference/devtools.mjs';

const {model} = await devtools();
const snapshot = await load(process.argv[2]);
const rows = snapshot.aggregatesWithFilter(new model.NodeFilter());
console.log(Object.keys(rows).length);
process.exit(0);
