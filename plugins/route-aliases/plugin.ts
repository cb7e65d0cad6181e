import { definePlugin } from 'lectern/sdk';
import { aliases } from './aliases.js';
import { RouteAliasesModule } from './route-aliases.module.js';

export default definePlugin({
  id: 'route-aliases',
  version: '1.0.0',
  description: 'The paths that front ends of earlier systems call, led to the routes of today',
  core: '^1.0.0',
  aliases,
  module: RouteAliasesModule,
});
