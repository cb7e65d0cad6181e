// The public surface of lectern/sdk as one page, from its declarations. Committed, so that a change of what plugins may
// rely on is seen in review: npm run check fails until it is written again (--write).
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

const root = join(import.meta.dirname, '..');
const PAGE = join(root, 'docs/sdk-api.md');

function declarations() {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.types.json'), ts.sys.readFile);
  const parsed = ts.parseJsonConfigFileContent({ ...config, include: ['src/sdk'] }, ts.sys, root);
  const options = { ...parsed.options, noEmit: false, removeComments: true, declarationMap: false };
  const emitted = [];
  const program = ts.createProgram(parsed.fileNames, options);
  program.emit(undefined, (file, text) => emitted.push([relative(join(root, 'dist/src'), file), text]), undefined, true);
  return emitted.filter(([file]) => file.startsWith('sdk/')).sort(([a], [b]) => a.localeCompare(b, 'en'));
}

function page() {
  const parts = declarations().map(([file, text]) => `## ${file.replace(/\.d\.ts$/, '')}\n\n\`\`\`ts\n${text.trim()}\n\`\`\`\n`);
  return [
    '# What plugins may rely on',
    'Written by `node scripts/sdk-api.mjs --write`; only a breaking change raises the core’s major version.\n',
    ...parts,
  ].join('\n');
}

const current = page();
if (process.argv.includes('--write')) {
  writeFileSync(PAGE, current);
} else {
  let committed = '';
  try {
    committed = readFileSync(PAGE, 'utf8');
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  if (committed !== current) {
    console.error('docs/sdk-api.md differs from src/sdk. If the change is meant: node scripts/sdk-api.mjs --write');
    process.exit(1);
  }
}
