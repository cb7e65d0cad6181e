import { SetMetadata } from '@nestjs/common';

export const ROUTE_FOR_OPERATORS = Symbol('lectern.route-for-operators');

/**
 * Operators may call this route although it asks for no permission: their own session, their own jobs.
 * Everywhere else their tokens work only where a permission they hold is required.
 */
export const ForOperatorsToo = () => SetMetadata(ROUTE_FOR_OPERATORS, true);
