import type { RequestHandler } from 'express';

/** Several steps as one layer of Express, whose dispatch from layer to layer costs more than most of these steps do. */
export const inSequence =
  (steps: readonly RequestHandler[]): RequestHandler =>
  (request, response, done) => {
    const run = (index: number): void => {
      const step = steps[index];
      if (!step) return done();
      try {
        void step(request, response, (error?: unknown) => (error === undefined || error === null ? run(index + 1) : done(error)));
      } catch (error) {
        done(error);
      }
    };
    run(0);
  };
