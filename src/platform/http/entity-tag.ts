import { hash } from 'node:crypto';
import { currentContext } from '../context/request-context.js';

/**
 * The version of an answer: its content, salted with tenant and visibility, so that equal content of two tenants or for
 * two roles never shares a tag.
 */
export const entityTag = (json: string): string => {
  const context = currentContext();
  const salt = `${context?.tenantId ?? ''}|${context?.principal?.role ?? ''}|`;
  return `"${hash('sha256', salt + json, 'base64url').slice(0, 27)}"`;
};

/** Whether a header of entity tags names this one. Proxies that compress mark tags as weak; these are ours all the same. */
export const namesTag = (header: string, tag: string): boolean =>
  header.split(',').some((part) => {
    const named = part.trim();
    return named === '*' || (named.startsWith('W/') ? named.slice(2) : named) === tag;
  });
