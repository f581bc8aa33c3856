// DevTools' second thread: all it does is in its own class.
import {workerData} from 'node:worker_threads';

import './newer_javascript.mjs';

const {SecondaryInitManager} = await import(workerData.module);
new SecondaryInitManager(workerData.port);
