/**
 * The name of a schema, table, column, role or database for use in the text of a statement, where no parameter can stand.
 * Lower case, digits and underscores, dotted at most once; anything else throws, so nothing can be smuggled in.
 */
export const sqlIdentifier = (name: string): string => {
  if (!/^[a-z_][a-z0-9_]{0,62}(?:\.[a-z_][a-z0-9_]{0,62})?$/.test(name)) throw new Error('not a plain SQL identifier');
  return name
    .split('.')
    .map((part) => `"${part}"`)
    .join('.');
};
