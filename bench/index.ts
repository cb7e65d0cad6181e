/**
 * `npm run bench` compares with a bare server, `npm run bench -- quiz` only in what has this in its name;
 * `-- scale` reads from a large institution, `-- import` imports content.
 */
const [which] = process.argv.slice(2);
await import(which === 'scale' ? './scale.js' : which === 'import' ? './content-import.js' : './run.js');
