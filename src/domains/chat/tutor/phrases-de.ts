import type { Citation } from '../tutor.js';
import type { Phrases } from './phrases.js';

const place = ({ course_title, chapter_title, heading }: Citation): string =>
  `*${course_title}*, Kapitel „${chapter_title}“${heading === chapter_title ? '' : `, Abschnitt „${heading}“`}`;

const points = (n: number): string => (n === 1 ? 'einen Punkt' : `${n} Punkte`);

const furtherHint = (cost: number | null): string => {
  if (cost === null) return 'Das war der letzte: Du hast alles, was du brauchst.';
  return cost === 0
    ? 'Probiere es erst damit. Wenn das nicht reicht, frag mich nach einem weiteren Hinweis.'
    : `Probiere es erst damit. Der nächste Hinweis würde ${points(cost)} kosten.`;
};

export const GERMAN: Phrases = {
  greeting: 'Hallo! Frag mich alles zu deinen Kursen: was etwas bedeutet, wie man es macht oder wo es erklärt wird.',
  thanks: 'Gern geschehen. Mach weiter so, und frag, sobald etwas unklar ist.',
  asksBack:
    'Dazu habe ich in deinen Kursen nichts gefunden. Kannst du es anders sagen oder das Thema oder Kapitel nennen, zu dem es gehört?',
  perhaps: (nearest) => `Meinst du vielleicht etwas davon?\n\n${nearest.map((one) => `- ${place(one)}`).join('\n')}`,
  asksForMore: 'Was möchtest du wissen? Nenne das Thema, das Wort oder die Zeile, die unklar ist.',
  source: (citation) => `Quelle: ${place(citation)}.`,
  seeAlso: (citation) => `Siehe auch: ${place(citation)}.`,
  manner: {
    tutor: {},
    mentor: { after: 'Lies den ganzen Abschnitt, und nimm dir dann eine kleine Sache vor, die du damit ausprobierst.' },
    debugger: { before: 'Was hast du erwartet, und was ist stattdessen passiert? Vergleiche es hiermit:' },
    examiner: { after: 'Jetzt du: Wie würdest du das in einem Satz erklären, ohne nachzusehen?' },
    motivator: { before: 'Gut, dass du fragst!' },
  },
  example: 'So schreibt man es:',
  noSolution: 'Lösungen verrate ich nicht: Erst was du selbst herausfindest, gehört dir. Aber ich kann dir weiterhelfen.',
  noKeys:
    'Die Antworten eines Quiz kann ich dir nicht sagen: Es soll zeigen, was du schon weißt. Frag mich nach dem, worum es darin geht, und ich zeige dir, wo das erklärt wird.',
  whichExercise:
    'An welcher Aufgabe arbeitest du? Öffne sie und frag mich dort, dann kann ich dir den nächsten Hinweis geben. Oder sag mir, was dir unklar ist.',
  hint: (title, { number, count, text, nextCost }) =>
    `Hinweis ${number} von ${count} zu „${title}“:\n\n${text}\n\n${furtherHint(nextCost)}`,
  offer: (title, cost) =>
    `Der nächste Hinweis zu „${title}“ kostet ${points(cost)} von dem, was du noch erreichen kannst. Sag „ja“, wenn du ihn willst; oder probiere es erst noch ein wenig.`,
  offerChanged: 'Diesen Hinweis gibt es so nicht mehr: Die Aufgabe wurde geändert. Frag mich noch einmal nach einem Hinweis.',
  offerDeclined: 'Gut, bleib dran. Der Hinweis wartet auf dich.',
  noFurtherHint: (title, last) =>
    last === undefined
      ? `„${title}“ hat keine Hinweise. Sag mir, welcher Teil unklar ist, und ich suche die Stelle, die ihn erklärt.`
      : `Du hast schon alle Hinweise zu „${title}“. Der letzte war:\n\n${last}\n\nWelcher Teil davon ist unklar?`,
  hintToBeHad: (title) => `Wenn du bei „${title}“ nicht weiterkommst, frag mich nach einem Hinweis.`,
  achieved: ({ chapters, exercises, streak }) => {
    const done = [
      ...(chapters > 0 ? [`${chapters === 1 ? 'ein' : chapters} Kapitel abgeschlossen`] : []),
      ...(exercises > 0 ? [`${exercises === 1 ? 'eine Aufgabe' : `${exercises} Aufgaben`} gelöst`] : []),
    ];
    const days = streak > 1 ? ` Du bist seit ${streak} Tagen hintereinander dabei.` : '';
    return done.length > 0 ? `Du hast schon ${done.join(' und ')}.${days}` : `Alle fangen mit dem ersten Kapitel an.${days}`;
  },
  courage: 'Schwierig: So fühlt sich Lernen an, während es geschieht. Geh einen kleinen Schritt: Was genau ist das Erste, das unklar ist?',
};
