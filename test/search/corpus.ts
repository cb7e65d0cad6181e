import type { Client } from '../../src/testing/client.js';
import { expectStatus } from '../learning/support.js';

interface Written {
  readonly title: string;
  readonly subject?: string;
  readonly description?: string;
  readonly publish?: boolean;
  /** Title and Markdown of each. */
  readonly chapters: readonly (readonly [string, string])[];
}

/** Writes courses through the API; published unless told otherwise. Ids of the courses, in order. */
export const write = async (author: Client, courses: readonly Written[]): Promise<string[]> => {
  const ids: string[] = [];
  for (const { chapters, publish = true, ...course } of courses) {
    const { id } = (await expectStatus(201, author.post('/courses', course))).body;
    for (const [title, content] of chapters) await expectStatus(201, author.post(`/courses/${id}/chapters`, { title, content }));
    if (publish) await expectStatus(200, author.post(`/courses/${id}/publish`));
    ids.push(id);
  }
  return ids;
};

/** What a school of English might teach. */
export const ENGLISH: readonly Written[] = [
  {
    title: 'Python for beginners',
    subject: 'Computer science',
    description: 'Variables, loops and functions: the first steps of programming.',
    chapters: [
      [
        'Repeating things',
        '# Repeating things\n\nA computer repeats without complaint.\n\n## The while loop\n\nIt runs **while** its condition holds.',
      ],
      ['Loops over lists', '# Loops over lists\n\nA `for` loop visits every item of a list, one after another.'],
      [
        'Dictionaries',
        '# Dictionaries\n\nA dictionary maps keys to values. Looping over it visits the keys.\n\n```python\n# avocado\nfor key in ages: print(key)\n```',
      ],
      ['Functions', '# Functions\n\nA function has a name, takes arguments and returns something. C++ and R have them too.'],
    ],
  },
  {
    title: 'Photosynthesis',
    subject: 'Biology',
    description: 'How plants turn light into sugar.',
    chapters: [
      [
        'Chlorophyll',
        '# Chlorophyll\n\nThe green pigment of leaves absorbs light. Temperature and happiness play a part; see [more](https://example.org/hiddenaddress).',
      ],
      ['The Who', '# The Who\n\nNot about plants.'],
    ],
  },
];

export const GERMAN: readonly Written[] = [
  {
    title: 'Grundlagen der Programmierung',
    subject: 'Informatik',
    description: 'Übungen für Anfänger.',
    chapters: [
      ['Schleifen', '# Schleifen\n\nEine **Schleife** wiederholt Anweisungen, solange die Schleifenbedingung gilt.'],
      ['Größen', '# Größen und Häuser\n\nDie Größe des Hauses an der Straße misst der Käufer. Vögel fliegen darüber.'],
    ],
  },
];
