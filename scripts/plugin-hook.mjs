// Preloaded by scripts/plugin.mjs: the plugin's folder gets lectern/*, @nestjs/*, typeorm and zod from this checkout.
import { shareHostModules } from '../dist/src/platform/plugins/import/host-modules.js';

shareHostModules(process.env.LECTERN_PLUGIN_FOLDER);
