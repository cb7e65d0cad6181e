import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { AliasedRequest } from '../aliases/alias-table.js';
import { PluginRegistry } from '../plugin-registry.js';
import { PluginGate } from './plugin-gate.js';

/** Puts the gate before every route of a plugin, and before routes reached through a plugin's alias. Runs after authentication. */
@Injectable()
export class PluginGateGuard implements CanActivate {
  constructor(
    private readonly registry: PluginRegistry,
    private readonly gate: PluginGate,
  ) {}

  canActivate(execution: ExecutionContext): boolean {
    if (execution.getType() !== 'http') return true;
    const { alias } = execution.switchToHttp().getRequest<AliasedRequest>();
    if (alias) this.gate.check(alias.plugin);
    const owner = this.registry.ownerOf(execution.getClass());
    if (owner) this.gate.check(owner);
    return true;
  }
}
