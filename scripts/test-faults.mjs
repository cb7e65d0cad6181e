// npm run test:faults: takes away what real processes stand on, and kills them.
// `npm run test:faults -- redis` runs only the files whose path contains the word.
import { runSpecs } from './run-specs.mjs';

await runSpecs({ script: 'scripts/test-faults.mjs', ending: '.fault.js', concurrency: 2, timeout: 1_200_000, wholeTimeout: 1_800_000 });
