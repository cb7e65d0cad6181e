import { createRequire, registerHooks } from 'node:module';
import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** What a plugin from outside gets from the host, whatever lies in its own node_modules: one copy of each class. */
const SHARED = /^(lectern|@nestjs\/[^/]+|typeorm|zod|rxjs|reflect-metadata)(\/|$)/;

const host = import.meta.url;
const hostRequire = createRequire(host);
const roots = new Set<string>();
let hooked = false;

/** Plugins below this folder resolve the shared packages from the host. */
export const shareHostModules = (folder: string): void => {
  roots.add(pathToFileURL(`${realpathSync(folder)}/`).href);
  if (hooked) return;
  hooked = true;
  registerHooks({
    resolve(specifier, context, next) {
      const outside = SHARED.test(specifier) && [...roots].some((root) => context.parentURL?.startsWith(root));
      if (!outside) return next(specifier, context);
      // require() takes no parent from the context
      if (context.conditions.includes('require')) return { url: pathToFileURL(hostRequire.resolve(specifier)).href, shortCircuit: true };
      return next(specifier, { ...context, parentURL: host });
    },
  });
};
