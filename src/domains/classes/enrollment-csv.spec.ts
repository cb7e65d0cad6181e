import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { InvalidInput } from '../../sdk/errors.js';
import { MOST_ROWS, readEnrollmentCsv } from './enrollment-csv.js';

const ID = '019a0000-0000-7000-8000-0000000000aa';

const refusal = (csv: string): Readonly<Record<string, readonly string[]>> => {
  try {
    readEnrollmentCsv(csv);
  } catch (error) {
    assert.ok(error instanceof InvalidInput, String(error));
    return error.extras.errors ?? {};
  }
  return assert.fail(`Taken: ${csv}`);
};
const brief = (csv: string) => readEnrollmentCsv(csv).map(({ line, value, role, problems }) => [line, value, role, problems.length]);

describe('a class list as CSV', () => {
  it('is read as spreadsheets write it: byte order mark, semicolons, tabs, quotes, any line ends', () => {
    const expected = [
      [2, 'ada@alpha.test', 'student', 0],
      [3, 'bob@alpha.test', 'teacher', 0],
    ];
    assert.deepEqual(brief('email,role\nada@alpha.test,student\nbob@alpha.test,teacher\n'), expected);
    assert.deepEqual(brief('\ufeffE-Mail;Role\r\nada@alpha.test;\r\nbob@alpha.test;TEACHER\r\n'), expected);
    assert.deepEqual(brief('Email Address\tRole\nada@alpha.test\t\nbob@alpha.test\tteacher'), expected);
    assert.deepEqual(brief('"name","email","role"\n"Ada, or ""A""","ada@alpha.test",""\n"Bob",bob@alpha.test,teacher'), expected);
  });

  it('names people by id, address or user name, the first filled one of that order', () => {
    const rows = readEnrollmentCsv(`username,user_id,email\nada,,\n,${ID.toUpperCase()},\nada,,ada@alpha.test`);
    assert.deepEqual(
      rows.map(({ person }) => person),
      [
        { by: 'login', login: 'ada' },
        { by: 'id', id: ID },
        { by: 'login', login: 'ada@alpha.test' },
      ],
    );
  });

  it('says of each row what is wrong with it, and on which line', () => {
    const rows = readEnrollmentCsv('email,role\n\nada,student\nada@alpha.test,owner\n,student\nada@alpha.test\nbob@alpha.test,\n');
    assert.deepEqual(
      rows.map(({ line, problems }) => [line, ...problems]),
      [
        [3, 'This is no email'],
        [4, 'The role is student or teacher'],
        [5, 'Nobody is named'],
        [6, 'There are 1 fields under 2 headings'],
        [7],
      ],
    );
    assert.deepEqual(readEnrollmentCsv('user_id\n7')[0]?.problems, ['This is no user_id']);
    assert.deepEqual(readEnrollmentCsv('username\na@b.test')[0]?.problems, ['This is no username']);
  });

  it('is refused when it is none', () => {
    assert.deepEqual(refusal(''), { 'line 1': ['The file is empty'] });
    assert.deepEqual(refusal('name,class\nAda,7b'), { 'line 1': ['Name a column user_id, email or username'] });
    assert.deepEqual(refusal('email,E-Mail\na,b'), { 'line 1': ['There are two columns email'] });
    assert.deepEqual(Object.keys(refusal('email\n"ada@alpha.test')).length, 1);
    assert.deepEqual(Object.keys(refusal('email\na"b"@c\n"x"y')).length, 1);
    const most = `email\n${'a@b.test\n'.repeat(MOST_ROWS)}`;
    assert.equal(readEnrollmentCsv(most).length, MOST_ROWS);
    assert.deepEqual(refusal(`${most}a@b.test`), { [`line ${MOST_ROWS + 2}`]: [`A file has at most ${MOST_ROWS} rows`] });
  });

  it('never fails but by refusing', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('email', ',', ';', '"', '\n', '\r', '\t', 'a@b.c', ' ', 'ä', '\\') }), (csv) => {
        try {
          for (const row of readEnrollmentCsv(csv)) assert.equal(row.person === undefined && row.problems.length === 0, false);
        } catch (error) {
          assert.ok(error instanceof InvalidInput, String(error));
        }
      }),
    );
  });
});
