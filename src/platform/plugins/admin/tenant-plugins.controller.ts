import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { Summary, Tag } from '../../../sdk/documentation.js';
import { Requires, Returns } from '../../../sdk/http.js';
import { requireContext } from '../../context/request-context.js';
import { PluginGate } from '../gate/plugin-gate.js';
import { ChangeTenantPlugin } from './change-tenant-plugin.js';
import { PluginHealthChecks } from './plugin-health.js';
import {
  type ChangePlugin,
  changePluginSchema,
  type PluginHealthView,
  pluginHealthSchema,
  pluginIdParam,
  tenantPluginSchema,
} from './plugins.schemas.js';
import { TenantPlugins } from './tenant-plugins.js';

@Controller('tenant/plugins')
@Tag('Plugins')
export class TenantPluginsController {
  constructor(
    private readonly plugins: TenantPlugins,
    private readonly changePlugin: ChangeTenantPlugin,
    private readonly checks: PluginHealthChecks,
    private readonly gate: PluginGate,
  ) {}

  @Get()
  @Requires('plugins:read')
  @Returns(tenantPluginSchema, { list: true })
  @Summary('Every installed plugin, as the own institution has it')
  list() {
    return this.plugins.list();
  }

  @Get(':id')
  @Requires('plugins:read')
  @Returns(tenantPluginSchema)
  @Summary('A plugin, as the own institution has it')
  read(@Param('id', { schema: pluginIdParam }) id: string) {
    return this.plugins.read(id);
  }

  @Put(':id')
  @Requires('plugins:write')
  @Returns(tenantPluginSchema)
  @Summary('Switch a plugin on or off, change its settings; 409 names what else must change')
  change(@Param('id', { schema: pluginIdParam }) id: string, @Body({ schema: changePluginSchema }) body: ChangePlugin) {
    return this.changePlugin.run(id, body);
  }

  @Get(':id/health')
  @Requires('plugins:read')
  @Returns(pluginHealthSchema)
  @Summary('How a plugin is doing here')
  async health(@Param('id', { schema: pluginIdParam }) id: string): Promise<PluginHealthView> {
    const manifest = this.plugins.manifest(id);
    const { tenant } = requireContext();
    const report = await this.checks.of(manifest);
    const off = report.status !== 'failed' && tenant && !this.gate.isEffective(tenant, id);
    if (off) return { plugin: id, status: 'off', checks: [] };
    const checks = report.checks.map(({ durationMs, ...check }) => ({ ...check, duration_ms: durationMs }));
    return { plugin: id, status: report.status, checks };
  }
}
