/** What is kept of an error for operators: its kind and first lines, never more than a page. */
export const failureText = (error: unknown): string => {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.replaceAll('\u0000', '').slice(0, 1000);
};
