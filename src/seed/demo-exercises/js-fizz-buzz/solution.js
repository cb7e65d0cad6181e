const fs = require('node:fs');

const last = Number(fs.readFileSync(0, 'utf8'));
for (let number = 1; number <= last; number += 1) {
  const words = (number % 3 === 0 ? 'Fizz' : '') + (number % 5 === 0 ? 'Buzz' : '');
  console.log(words || number);
}
