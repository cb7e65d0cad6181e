// Other ways to load: by constructor, by URL, by data, by cache.
// expect: ok
// stdout: refused
const attempts = [
  () => module.constructor._load('/etc/passwd', module, false),
  () => require('node:module').createRequire('/etc/')('./shadow'),
  () => require('@CANARY_FILE@'),
  () => require.resolve('lectern', { paths: ['@PROJECT@', '@CANARY_DIR@'] }),
  () => require('@PROJECT@/package.json'),
  () => globalThis.constructor.constructor('return process.mainModule.require("fs").readFileSync("/etc/shadow")')(),
  () => require('node:sqlite') && new (require('node:sqlite').DatabaseSync)('@CANARY_FILE@').exec('select 1 from sqlite_master'),
];
for (const attempt of attempts) {
  try {
    console.log('ESCAPED:', attempt());
  } catch (error) {
    console.log('refused', error.code ?? error.message.slice(0, 80));
  }
}
import('@CANARY_FILE@').catch((error) => console.log('refused', error.code));
import('data:text/javascript,export default process.env').then((m) => console.log('data', Object.keys(m.default).length));
import('http://127.0.0.1:@TCP_PORT@/@MARK@').catch((error) => console.log('refused', error.code));
