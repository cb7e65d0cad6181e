import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { CORE_VERSION } from '../../config/core-version.js';
import { PluginRegistry } from '../../plugins/plugin-registry.js';
import { API_PREFIX } from '../api-prefix.js';
import { aliasOperations } from './alias-operations.js';
import { nameAnyJson } from './any-json.js';
import { applyDocumentation } from './apply-documentation.js';
import { describeOperation, describeRootOperation, type Operation } from './describe-operation.js';
import { documentedRoutes } from './documented-routes.js';
import { operationsRoutes } from './operations-routes.js';
import { plainSchemas } from './plain-schemas.js';
import { sharedComponents } from './shared-components.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

const DESCRIPTION = `JSON in snake_case; collections are arrays; times are RFC 3339 UTC. Every answer carries \`X-Request-Id\`, every error the
body \`Error\`. The institution is named by the token, else by \`X-Tenant\`, else by the host.
What is said over WebSockets and Socket.IO, and the events on Kafka, are in [/asyncapi.json](/asyncapi.json).`;

const basics = () =>
  new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Lectern')
    .setVersion(CORE_VERSION)
    .setDescription(DESCRIPTION)
    .addServer('/')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .build();

/** The OpenAPI 3.1 document of everything composed. Needs no database: the application may not even be initialised. */
export const buildDocument = (app: INestApplication): OpenAPIObject => {
  applyDocumentation(app);
  const document = SwaggerModule.createDocument(app, basics(), {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}.${method}`,
  });
  const routes = documentedRoutes(app);
  for (const [path, item] of Object.entries(document.paths)) {
    const inApi = path.startsWith(`/${API_PREFIX}/`);
    const own = inApi ? path.slice(API_PREFIX.length + 1) : path;
    for (const method of METHODS) {
      const operation: Operation | undefined = item[method];
      if (!operation) continue;
      const route = routes.get(`${method} ${own}`);
      if (!route) continue;
      if (inApi) describeOperation(method, operation, route);
      else describeRootOperation(operation, route);
    }
  }
  const { schemas, ...shared } = sharedComponents;
  document.components = { ...document.components, ...shared, schemas: { ...document.components?.schemas, ...schemas } };
  const { manifests } = app.get(PluginRegistry, { strict: false });
  document.paths = { ...document.paths, ...aliasOperations(document.paths, manifests.values()), ...operationsRoutes };
  return nameAnyJson(plainSchemas(document) as OpenAPIObject);
};
