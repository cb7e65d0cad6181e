function add(a, b) {
  return a + b;
}

function count(text) {
  const counts = {};
  for (const word of text.split(' ')) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

const apply = (call, values) => values.map((value) => call(value));
