/** `npm run bench` compares with a bare server; `npm run bench -- scale` reads from a large institution. */
const [which] = process.argv.slice(2);
if (which !== undefined && which !== 'scale') {
  console.error(`Unknown benchmark: ${which}. There is: scale`);
  process.exit(2);
}
await import(which === 'scale' ? './scale.js' : './run.js');
