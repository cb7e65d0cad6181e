import { routeAccess, routeContract } from './routes.mjs';
import { noBuiltSql, noUnfilteredWrite } from './sql-text.mjs';

/** The rules of this house that no published plugin has. */
export default {
  rules: {
    'no-built-sql': noBuiltSql,
    'no-unfiltered-write': noUnfilteredWrite,
    'route-access': routeAccess,
    'route-contract': routeContract,
  },
};
