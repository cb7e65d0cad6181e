/** `lectern/testing`: the kit for authors of plugins. */
export * from './client.js';
export * from './conformance/conformance.js';
export * from './eventually.js';
export * from './live-client.js';
export * from './test-runner.js';
export * from './test-server.js';
export * from './world.js';
