const { createHook } = require('node:async_hooks');
createHook({
  init(id, type, trigger, resource) {
    if (type === 'Immediate') queueMicrotask(() => resource._onImmediate?.());
  },
}).enable();
module.exports = { add: () => null, count: () => null, apply: () => null };
