import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { OpenAPIObject } from '@nestjs/swagger';
import express, { type NextFunction, type Request, type Response } from 'express';

/** Assets come from our own packages alone; the styles are inline in both tools. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/** Redoc asks a server of its makers for their logo: the policy forbids it, and the readers of a school are nobody's business. */
const FOREIGN_LOGO = 'https://cdn.redoc.ly/redoc/logo-mini.svg';
const NO_LOGO = 'data:image/gif;base64,R0lGODlhAQABAAAAACw=';

const page = (head: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Lectern API</title><style>body{margin:0}</style>${head}</head><body>${body}</body></html>`;

const SWAGGER_PAGE = page(
  '<link rel="stylesheet" href="/docs/assets/swagger-ui.css">',
  '<div id="ui"></div><script src="/docs/assets/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script>',
);
const SWAGGER_START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#ui', deepLinking: true, persistAuthorization: false });`;
const REDOC_PAGE = page(
  '',
  '<redoc spec-url="/openapi.json" disable-google-font="true"></redoc><script src="/redoc/redoc.standalone.js"></script>',
);

const allowPage = (_request: Request, response: Response, next: NextFunction): void => {
  response.setHeader('Content-Security-Policy', POLICY);
  next();
};

/** `/openapi.json`, `/asyncapi.json`, `/docs` and `/redoc`. The documents are built when they are asked for the first time. */
export const serveDocumentation = (app: NestExpressApplication): void => {
  const { resolve } = createRequire(import.meta.url);
  const swagger = dirname(createRequire(resolve('@nestjs/swagger')).resolve('swagger-ui-dist/package.json'));
  const assets = { index: false, maxAge: '1h', redirect: false };
  const server = app.getHttpAdapter().getInstance();
  let document: OpenAPIObject | undefined;
  server.get('/openapi.json', async (_request, response) => {
    const { buildDocument } = await import('./build-document.js');
    response.json((document ??= buildDocument(app)));
  });
  let asyncDocument: object | undefined;
  server.get('/asyncapi.json', async (_request, response) => {
    const { buildAsyncDocument } = await import('../asyncapi/build-async-document.js');
    response.json((asyncDocument ??= buildAsyncDocument(app)));
  });
  server.use(['/docs', '/redoc'], allowPage);
  server.get('/docs', (_request, response) => void response.type('html').send(SWAGGER_PAGE));
  server.get('/docs/start.js', (_request, response) => void response.type('js').send(SWAGGER_START));
  server.use('/docs/assets', express.static(swagger, assets));
  server.get('/redoc', (_request, response) => void response.type('html').send(REDOC_PAGE));
  server.get('/redoc/redoc.standalone.js', async (_request, response) => {
    const script = await readFile(resolve('redoc/bundles/redoc.standalone.js'), 'utf8');
    response.set('Cache-Control', 'public, max-age=3600').type('js').send(script.replaceAll(FOREIGN_LOGO, NO_LOGO));
  });
};
