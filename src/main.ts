import 'reflect-metadata';
import { runProcess } from './start/run-process.js';

/** The server: requests and background work in one process, or `--role api` / `--role worker` for one of them. */
await runProcess();
