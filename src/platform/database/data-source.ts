import { DataSource, type EntityTarget, type ObjectLiteral } from 'typeorm';
import type { Config } from '../config/config.js';
import { SnakeCaseColumns } from './naming-strategy.js';

/** The application role's DataSource. Not connected yet: that happens when the application initialises. */
export const createDataSource = (config: Config, entities: readonly EntityTarget<ObjectLiteral>[]): DataSource =>
  new DataSource({
    type: 'postgres',
    url: config.database.appUrl,
    entities: entities as NonNullable<ConstructorParameters<typeof DataSource>[0]['entities']>,
    namingStrategy: new SnakeCaseColumns(),
    applicationName: 'lectern:app',
    poolSize: config.database.poolSize,
    connectTimeoutMS: 1500,
    extra: { idleTimeoutMillis: 30_000 },
    synchronize: false,
    logging: false,
  });
