import type { OpenAPIObject } from '@nestjs/swagger';

const text = (description: string) => ({ description, content: { 'text/plain': { schema: { type: 'string' } } } }) as const;

/** Routes that are no part of Nest's table. */
export const operationsRoutes: OpenAPIObject['paths'] = {
  '/metrics': {
    get: {
      operationId: 'Metrics.read',
      summary: 'Metrics for Prometheus',
      tags: ['Operations'],
      security: [],
      responses: { 200: text('Prometheus metrics') },
    },
  },
  '/asyncapi.json': {
    get: {
      operationId: 'Documentation.asyncapi',
      summary: 'Events and sockets, as an AsyncAPI document',
      tags: ['Operations'],
      security: [],
      responses: { 200: { description: 'The document', content: { 'application/json': { schema: { type: 'object' } } } } },
    },
  },
  '/openapi.json': {
    get: {
      operationId: 'Documentation.openapi',
      summary: 'This document',
      tags: ['Operations'],
      security: [],
      responses: { 200: { description: 'This document', content: { 'application/json': { schema: { type: 'object' } } } } },
    },
  },
};
