import type { LecternApp } from '../compose.js';
import type { Config } from '../platform/config/config.js';
import { demoPeople, OPERATOR } from '../seed/demo-people.js';
import { hasDemo } from '../seed/seed-demo.js';

interface Announced {
  readonly url: string;
  readonly config: Config;
  readonly lectern: LecternApp;
  /** Of the demo accounts, when this start has made them. */
  readonly password: string | undefined;
  readonly databasePort: number | undefined;
  /** What runs learners' code, in words. */
  readonly code: string;
}

/** What somebody who has started the server by hand wants to know next. */
export const announcement = async ({ url, config, lectern, password, databasePort, code }: Announced): Promise<string> => {
  const database = databasePort === undefined ? 'as configured' : `embedded PostgreSQL on port ${databasePort}`;
  const lines = [
    '',
    `Lectern serves ${url}`,
    `  API         ${url}/api/v1`,
    `  docs        ${url}/docs   ${url}/redoc   ${url}/openapi.json   ${url}/asyncapi.json`,
    `  health      ${url}/health`,
    `  data        ${config.dataDir}`,
    `  database    ${database}`,
    `  code        ${code}`,
  ];
  if (await hasDemo(lectern.app)) lines.push(...demoLines(url, config, password));
  return `${lines.join('\n')}\n\n`;
};

const demoLines = (url: string, config: Config, password: string | undefined): string[] => {
  const api = `${url}/api/v1`;
  // a password that was given is named, not shown: the quotes leave those around the body for the shell to fill in
  const shown = config.demoPassword === undefined ? (password ?? '<password>') : `'"$LECTERN_DEMO_PASSWORD"'`;
  const login = (email: string) => `{"email":"${email}","password":"${shown}"}`;
  return [
    '',
    `Demo accounts: ${Object.values(demoPeople)
      .map(({ email }) => email)
      .join(', ')}`,
    `Operator:      ${OPERATOR.email}, with the header X-Tenant: system`,
    `Password:      ${passwordLine(config, password)}`,
    '',
    'Sign in, then ask who you are:',
    `  curl -s ${api}/auth/login -H 'Content-Type: application/json' -d '${login(demoPeople.student.email)}'`,
    `  curl -s ${api}/auth/me -H "Authorization: Bearer $TOKEN"`,
    'As the operator:',
    `  curl -s ${api}/auth/login -H 'X-Tenant: system' -H 'Content-Type: application/json' -d '${login(OPERATOR.email)}'`,
  ];
};

const passwordLine = (config: Config, password: string | undefined): string => {
  if (password === undefined) return 'the one of the first start';
  return config.demoPassword === undefined ? `${password}   (made now, not shown again)` : 'LECTERN_DEMO_PASSWORD';
};
