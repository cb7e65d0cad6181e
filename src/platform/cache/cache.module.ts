import { Global, Module } from '@nestjs/common';
import { AnnouncedMemory } from './announced-memory.js';
import { Cache } from './cache.js';
import { CacheStore } from './cache-store.js';
import { TenantCache } from './tenant-cache.js';

/** What is read often is kept, and never stale. */
@Global()
@Module({
  providers: [
    { provide: CacheStore, useClass: AnnouncedMemory },
    { provide: Cache, useClass: TenantCache },
  ],
  exports: [Cache],
})
export class CacheModule {}
