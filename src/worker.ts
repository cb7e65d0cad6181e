import 'reflect-metadata';
import { assertNode } from './start/assert-node.js';

assertNode();
const { setSourceMapsSupport } = await import('node:module');
// Before anything of ours is loaded, and for ours only: the maps of every package would take another 20 MB.
setSourceMapsSupport(true, { nodeModules: false });
const { runProcess } = await import('./start/run-process.js');

/** Background work alone: events, jobs, schedules. */
await runProcess('worker');
