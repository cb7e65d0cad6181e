// What waits for its turn is linked to what waits beside it.
function look() {
  const own = setImmediate(() => undefined);
  for (let other = own._idlePrev, steps = 0; other && other !== own && steps < 20; other = other._idlePrev, steps += 1) {
    const wake = other._onImmediate;
    other._onImmediate = () => undefined;
    wake?.(undefined);
  }
  return null;
}
module.exports = { add: look, count: look, apply: look };
