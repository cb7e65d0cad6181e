import { Controller, Get } from '@nestjs/common';
import { Summary, Tag } from '../../../sdk/documentation.js';
import { Caller, Requires, Returns, SIGNED_IN } from '../../../sdk/http.js';
import type { Principal } from '../../../sdk/principal.js';
import { ForOperatorsToo } from '../../permissions/for-operators-too.js';
import { PluginRegistry } from '../plugin-registry.js';
import { Capabilities } from './capabilities.js';
import { installedPluginViews } from './plugin-views.js';
import { capabilitiesSchema, pluginSchema } from './plugins.schemas.js';

@Controller()
@Tag('Plugins')
export class PluginsController {
  constructor(
    private readonly registry: PluginRegistry,
    private readonly capabilities: Capabilities,
  ) {}

  @Get('plugins')
  @Requires('plugins:read')
  @Returns(pluginSchema, { list: true })
  @Summary('The plugins of the installation')
  list(@Caller() caller: Principal) {
    return installedPluginViews(this.registry, caller.role === 'operator');
  }

  @Get('me/capabilities')
  @Requires(SIGNED_IN)
  @ForOperatorsToo()
  @Returns(capabilitiesSchema)
  @Summary('Plugins, public settings and permissions of the caller')
  own(@Caller() caller: Principal) {
    return this.capabilities.of(caller);
  }
}
