import type { z } from 'zod';
import { isNear } from './numbers.js';

export type JsonValue = z.core.util.JSONType;

const isObject = (value: JsonValue): value is { [key: string]: JsonValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const ownValue = (object: { [key: string]: JsonValue }, key: string): JsonValue | undefined =>
  Object.hasOwn(object, key) ? object[key] : undefined;

/**
 * Whether two JSON values are the same: numbers by value (1 is 1.0, and with a tolerance what is near enough), `true` is not 1,
 * arrays in order, objects in any order of keys. Goes no deeper than `expected`, so what a learner nests costs nothing.
 */
export const jsonEqual = (expected: JsonValue, actual: JsonValue, tolerance?: number): boolean => {
  if (typeof expected === 'number' && typeof actual === 'number') {
    return expected === actual || (tolerance !== undefined && isNear(expected, actual, tolerance));
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || expected.length !== actual.length) return false;
    return expected.every((element, at) => {
      const other = actual[at];
      return other !== undefined && jsonEqual(element, other, tolerance);
    });
  }
  if (isObject(expected)) {
    if (!isObject(actual) || Object.keys(expected).length !== Object.keys(actual).length) return false;
    return Object.entries(expected).every(([key, element]) => {
      const other = ownValue(actual, key);
      return other !== undefined && jsonEqual(element, other, tolerance);
    });
  }
  return expected === actual;
};
