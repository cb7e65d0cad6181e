const numbers = require('node:fs').readFileSync(0, 'utf8').trim().split(' ');
console.log(numbers.reduce((sum, number) => sum + Number(number), 0));
