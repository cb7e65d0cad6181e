const normalised = (value: string): string => value.normalize('NFKC').trim().toLowerCase();

/** Two spellings of an address or a user name are the same when their keys are equal. */
export const emailKey = normalised;
export const usernameKey = normalised;
