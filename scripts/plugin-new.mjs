// npm run plugin:new <id> [-- --dir <folder>]: makes a small working plugin out of the sample plugin among the fixtures.
//   without --dir   in plugins/<id>, with its line in src/plugins.ts
//   with --dir      in a folder of its own outside of this repository, with package.json and tsconfig.json
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const home = dirname(import.meta.dirname);
const SAMPLE = 'test/fixtures/plugins/sample-plugin';

const words = (id) => id.split('-');
const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);
const pascal = (id) => words(id).map(capital).join('');

/** The ways a name is written, longest first where one is part of another. */
const renamed = (text, id) =>
  text
    .replaceAll('sample-plugin', id)
    .replaceAll('sample_plugin', words(id).join('_'))
    .replaceAll('SamplePlugin', pascal(id))
    .replaceAll(
      'samplePlugin',
      pascal(id).replace(/^./, (letter) => letter.toLowerCase()),
    )
    .replaceAll('Sample plugin', capital(words(id).join(' ')));

function copySample(id, target) {
  const sample = join(home, SAMPLE);
  const files = readdirSync(sample, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const entry of files) {
    const source = join(entry.parentPath, entry.name);
    const file = join(target, renamed(relative(sample, source), id));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, renamed(readFileSync(source, 'utf8'), id));
  }
}

/** One line in the one list. */
function listPlugin(id, root) {
  const file = join(root, 'src/plugins.ts');
  const line = `  { id: '${id}', load: () => import('../plugins/${id}/plugin.js') },\n`;
  const list = readFileSync(file, 'utf8');
  const end = list.lastIndexOf('\n];');
  if (end < 0) throw new Error('src/plugins.ts does not end with a list of one plugin a line');
  writeFileSync(file, `${list.slice(0, end + 1)}${line}${list.slice(end + 1)}`);
}

function outsideFiles(id, folder) {
  const lectern = relative(folder, home) || '.';
  const run = (act) => `node ${lectern}/scripts/plugin.mjs ${act} .`;
  const packageFile = {
    name: id,
    version: '1.0.0',
    private: true,
    type: 'module',
    exports: './dist/plugin.js',
    scripts: { build: run('build'), check: run('check'), test: run('test') },
  };
  const compilerOptions = { noEmit: true, incremental: false, rootDir: null, outDir: null, tsBuildInfoFile: null };
  return {
    'package.json': packageFile,
    'tsconfig.json': { extends: `${lectern}/tsconfig.json`, compilerOptions, include: ['src'] },
  };
}

/** Makes the plugin; answers where. `root` is the repository it is listed in when no folder is given. */
export function newPlugin({ id, dir, root = home }) {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) throw new Error(`${id} is not lower-case words joined by hyphens`);
  const folder = dir ? resolve(dir) : join(root, 'plugins', id);
  if (existsSync(folder) && readdirSync(folder).length > 0) throw new Error(`${folder} is not empty`);
  copySample(id, dir ? join(folder, 'src') : folder);
  if (!dir) listPlugin(id, root);
  else {
    for (const [name, content] of Object.entries(outsideFiles(id, folder)))
      writeFileSync(join(folder, name), `${JSON.stringify(content, null, 2)}\n`);
    writeFileSync(join(folder, '.gitignore'), 'node_modules\ndist\n');
  }
  return folder;
}

if (process.argv[1] === import.meta.filename) {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { dir: { type: 'string' } } });
  const [id] = positionals;
  if (!id) {
    console.error('Usage: npm run plugin:new <id> [-- --dir <folder>]');
    process.exit(2);
  }
  try {
    const folder = newPlugin({ id, dir: values.dir });
    const shown = relative(process.cwd(), folder);
    console.log(`${id} is in ${shown}. Next:`);
    console.log(
      values.dir
        ? `  cd ${shown} && npm test\n  LECTERN_PLUGINS=${folder} npm start   # in the folder of Lectern, after npm run build`
        : `  npm test -- plugins/${id}\n  npm start`,
    );
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
