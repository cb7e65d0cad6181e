import { All, Controller, Module, type Type } from '@nestjs/common';
import { Undocumented } from '../../../sdk/documentation.js';
import { PluginFailed } from '../../../sdk/errors.js';
import { Requires, Returns, SIGNED_IN } from '../../../sdk/http.js';

/**
 * Answers below the prefixes of a plugin that could not be constructed, through the whole chain: nobody learns without
 * a token which plugins there are.
 */
export const standInFor = (pluginId: string, prefixes: readonly string[]): Type => {
  @Undocumented()
  @Controller()
  class PluginStandIn {
    @All(prefixes.flatMap((prefix) => [prefix, `${prefix}/*path`]))
    @Requires(SIGNED_IN)
    @Returns(undefined, { status: 503 })
    answer(): never {
      throw new PluginFailed(pluginId);
    }
  }
  @Module({ controllers: [PluginStandIn] })
  class StandInModule {}
  return StandInModule;
};
