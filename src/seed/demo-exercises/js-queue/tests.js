const { Queue } = require('./main.js');

test('starts empty', () => {
  const queue = new Queue();
  assert.strictEqual(queue.size, 0);
  assert.strictEqual(queue.next(), undefined);
});

test('serves in order', () => {
  const queue = new Queue();
  assert.strictEqual(queue.join('Ada'), 1);
  assert.strictEqual(queue.join('Alan'), 2);
  assert.strictEqual(queue.next(), 'Ada');
  assert.strictEqual(queue.next(), 'Alan');
  assert.strictEqual(queue.size, 0);
});

test('can be looked through', () => {
  const queue = new Queue();
  queue.join('Ada');
  queue.join('Alan');
  assert.deepStrictEqual([...queue], ['Ada', 'Alan']);
  assert.strictEqual(queue.size, 2);
});

test('two lines are two lines', () => {
  const first = new Queue();
  first.join('Ada');
  assert.strictEqual(new Queue().size, 0);
});
