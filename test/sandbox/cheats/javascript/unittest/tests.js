const { add, count, apply } = require('./main');

test('small', () => assert.equal(add(2, 3), 5));

describe('adding', () => {
  for (let round = 0; round < 3; round += 1) {
    const [first, second] = [Math.floor(Math.random() * 1e6), Math.floor(Math.random() * 1e6)];
    it(`random ${round}`, () => assert.strictEqual(add(first, second), first + second));
  }
  it('later', async () => {
    assert.strictEqual(await add(20, 22), 42);
  });
});

test('counting', () => {
  assert.deepStrictEqual(count('a b a'), { a: 2, b: 1 });
});

test('applying', () => {
  assert.deepEqual(
    apply((number) => number + 1, [1, 2]),
    [2, 3],
  );
});

test('mapping', () => {
  const numbers = [3, 1, 2];
  assert.deepEqual(
    apply((number) => -number, numbers),
    numbers.map((number) => -number),
  );
});
