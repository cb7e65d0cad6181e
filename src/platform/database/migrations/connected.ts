import { Client } from 'pg';

/** Runs work on a connection of its own, closed afterwards. */
export const connected = async <T>(connectionString: string, work: (client: Client) => Promise<T>): Promise<T> => {
  const client = new Client({ connectionString, application_name: 'lectern:migrate', connectionTimeoutMillis: 5000 });
  // a connection lost between two statements shows as the error of the next one
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};
