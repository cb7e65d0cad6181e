import { Module } from '@nestjs/common';

/** Nothing runs here: the host leads the paths of the manifest to their targets before routing. */
@Module({})
export class RouteAliasesModule {}
