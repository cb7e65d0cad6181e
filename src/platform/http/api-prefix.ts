/** Where the canonical routes lie. */
export const API_PREFIX = 'api/v1';
