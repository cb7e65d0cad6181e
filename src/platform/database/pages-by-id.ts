/**
 * All rows of a statement that pages by id, a page at a time: `read` gives those after an id, at most `size` in the order of
 * their ids; `null` is before the first. Given `after`, it goes on after that one. Each page is a transaction of its own, so
 * what takes long, or waits for a slow client, holds none.
 */
export async function* pagesById<R extends { readonly id: string }>(
  size: number,
  read: (after: string | null) => Promise<readonly R[]>,
  after?: string,
): AsyncGenerator<readonly R[]> {
  for (let last: string | null = after ?? null; ;) {
    const page = await read(last);
    const end = page.at(-1);
    if (!end) return;
    yield page;
    if (page.length < size) return;
    last = end.id;
  }
}
