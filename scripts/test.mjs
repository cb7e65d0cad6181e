// npm test: everything, three files at a time. `npm test -- auth journeys` runs only the files whose path contains one of the words.
import { runSpecs } from './run-specs.mjs';

await runSpecs({ script: 'scripts/test.mjs', ending: '.spec.js', concurrency: 3, timeout: 600_000, wholeTimeout: 2_400_000 });
