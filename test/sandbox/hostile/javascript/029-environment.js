// What the parent's environment held.
// expect: ok
// stdout: looked
const text = JSON.stringify(process.env) + JSON.stringify(process.execArgv) + JSON.stringify(process.argv);
for (const word of ['@ENV_NAME@', 'DATABASE', 'SECRET', 'TOKEN', 'LECTERN', 'npm_', 'PASSWORD']) if (text.includes(word)) console.log('ESCAPED:', word, text);
console.log('looked', Object.keys(process.env));
