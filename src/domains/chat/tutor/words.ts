import type { Language } from './language.js';
import { otherWords } from './other-words.js';

/** Words that say that something is asked, not what: those of grammar, and those learners wrap a question in. */
const ASKING: Readonly<Record<Language, string>> = {
  en: `a about actually after afterwards all already also always am an and any anybody anyone anything are aren as ask asked at away be because been before
    being but by came can cannot cant clue come could couldn did didn do does doesn doing don done dont each either else especially etc even ever
    every everybody everything exactly explain explained few for from gave get gets getting give gives go goes going gonna good got gotta had
    has hasn have haven having he hello help her here hers hey hi him his how however i idea if im in instead into is isn it its itself just kinda know
    know knowing let like look lot made make making many matter may maybe me mean meant might mine more most much must my myself need needed no nobody not nothing now of off
    oh ok okay on once one only onto or other our out over own please possible probably put question quite rather really right s said same say saying says
    see she should shouldn show showing so some somebody someone something sometimes somewhat somewhere still stuff such sure take taken teach tell than thank the that their them then
    there these they thing think this those though through to told too tried try trying understand until up us use used using usually very want wanted
    wants was wasn way we well went were what whatever when whenever where whether which while who whole whom whose why will with without won wont work working would
    wouldn yes yet you your yourself`,
  de: `ab aber alle allem allen aller alles als also am an ander andere anderen auch auf aus bei beim bin bis bist bitte da dabei dafür damit danach dann
    das dass daß davon dazu dein deine dem den denn der des dich die dies diese diesem diesen dieser dieses dir doch du durch ein eine einem einen einer
    eines einfach er erklär erkläre erklären es etwas euch für ganz gar geben gehen geht genau gerade gern gerne gibt gleich hab habe haben hallo hast hat hatte
    helfen hier hilfe hilf ich ihm ihn ihr ihre im immer in ins ist ja jede jedem jeden jeder jedes jetzt kann kannst können könnte kein keine keinen
    los mach mache machen macht mal man manchmal mehr mein meine meinem meinen meiner mich mir mit möchte muss muß müssen nach nicht nichts noch nun nur
    ob oder ohne sag sagen schon sehr sein seine sich sie sind so soll sollen sollte sondern sonst überhaupt um und uns unter viel viele vom von vor wann war warum
    was weil welche welchem welchen welcher welches wenn wer werden weiß wem wen wer wie wieder wieso will wir wird wirklich wo wohin wohl wollen worden wozu würde wäre
    zeig zeigen zu zum zur über bekomme bekommst bekommt bekommen kriege kriegt kriegen stehen steht kommen kommt tun tut liegen liegt lassen lässt nehmen nimmt unser
    unsere unseren unserem eigentlich etwa ungefähr ziemlich bisschen irgendwie irgendwo brauche brauchen braucht eben halt bedeutet bedeuten heißt verstehe verstehen versteh weshalb wofür womit woher hello hi please`,
};

/** Words of every question and every text, which tell little of what it is about. */
const VAGUE: Readonly<Record<Language, string>> = {
  en: `another back annoying big bit call called code confused confusing cool different difficult easy end everyone example find first happen happened keep kind last leave left long name never new next nice often old part
    people person piece place proper properly sensible silly small start strange stupid suddenly stay time turn user weird while write wrong`,
  de: `anders bleiben bleibt ende erst erste ersten finde finden groß große klein kleine lang lange letzte letzten mal male name nennen nennt nie neu neue
    oft passiert unterscheiden unterscheidet unterschied unterschiede verschieden verschiedene schwer schwierig leicht komisch seltsam leute person stück teil zeit`,
};

const setsOf = (lists: Readonly<Record<Language, string>>): Readonly<Record<Language, ReadonlySet<string>>> => ({
  en: new Set(lists.en.split(/\s+/)),
  de: new Set(lists.de.split(/\s+/)),
});
const STOP = setsOf(ASKING);
const LITTLE = setsOf(VAGUE);

/** Words of questions that are never what is asked for, in either language. */
const NEVER: ReadonlySet<string> = new Set(
  `a about again am an are bitte can could das den denn der die do does du ein eine es explain example give how hello hi i ich in ist it kann kannst know mean
  means me mehr mein mir more my noch nochmal of ok okay please sag say so show tell that the them then there this to und us use used uns was what when where
  which who why wie wieso warum wann will with would you your yes no ja nein nicht not now really still and but erklär erkläre machen macht zeig`.split(
    /\s+/,
  ),
);

/** A word of a question. */
export interface AskedWord {
  readonly word: string;
  /** Whether it stands right behind the one before: `square brackets`. */
  readonly follows: boolean;
  /** How much it tells, 0 to 1. */
  readonly worth: number;
  readonly vague: boolean;
  /** What else it may be called. */
  readonly others: readonly string[];
}

const WORD = /[\p{L}\p{N}\p{M}]+(?:['’](?:s|t|m|d|re|ve|ll)(?![\p{L}\p{N}]))?/gu;
const ENDING = /['’](?:s|t|m|d|re|ve|ll)$/;
const VAGUE_WORTH = 0.4;

/** More than anybody asks for at once; a pasted text is cut. */
const MOST_WORDS = 12;
const LONGEST_WORD = 40;

/** Questions that say in two words what a text says in one. */
const COUNTING: Readonly<Record<Language, readonly [RegExp, string]>> = {
  en: [/\bhow (?:many|often)\b/, 'count'],
  de: [/\bwie (?:viele|oft)\b/, 'zählen'],
};

/** What is asked for: the words that carry it, in their order, each once, lower case. Programs between fences are left aside while there is text. */
export const askedWords = (question: string, language: Language): AskedWord[] => {
  const prose = question.replaceAll(/```[^]*?(?:```|$)/g, ' ');
  const tries = [
    () => contentWords(prose, language, STOP[language]),
    () => contentWords(question, language, STOP[language]),
    // `what does for do`: in some subjects they are what is asked for
    () => contentWords(prose, language, NEVER),
  ];
  for (const words of tries) {
    const found = words();
    if (found.length > 0) return found.slice(0, MOST_WORDS);
  }
  return [];
};

const contentWords = (text: string, language: Language, stop: ReadonlySet<string>): AskedWord[] => {
  const quoted = new Set([...text.toLowerCase().matchAll(/`([^`\n]+)`/g)].flatMap(([, code = '']) => code.match(WORD) ?? []));
  const words = new Map<string, AskedWord>();
  let follows = false;
  for (const [whole] of text.toLowerCase().matchAll(WORD)) {
    const word = whole.replace(ENDING, '');
    const carries = word.length <= LONGEST_WORD && (quoted.has(word) || !isOne(stop, word)) && !/^\d*$/.test(word);
    const vague = !quoted.has(word) && (word.length === 1 || isOne(LITTLE[language], word));
    if (carries && !words.has(word)) words.set(word, asWord(word, follows, language, vague));
    follows = carries;
  }
  const [asks, word] = COUNTING[language];
  if (words.size > 0 && asks.test(text.toLowerCase()) && !words.has(word)) words.set(word, asWord(word, false, language, true));
  return [...words.values()];
};

const asWord = (word: string, follows: boolean, language: Language, vague: boolean): AskedWord => ({
  word,
  follows,
  vague,
  worth: vague ? VAGUE_WORTH : 1,
  others: otherWords(word, language),
});

/** Where all words tell little, they are what is asked for all the same. */
export const atLeastOneTells = (words: readonly AskedWord[]): readonly AskedWord[] =>
  words.every(({ vague }) => vague) ? words.map((one) => ({ ...one, vague: false, worth: 1 })) : words;

/** What was asked before helps to understand what is asked now, and counts for less. */
const EARLIER_WORTH = 0.6;

/** The words of a question that goes on, and after them those of the questions it goes on from. */
export const withEarlier = (words: readonly AskedWord[], earlier: readonly AskedWord[]): AskedWord[] => {
  const known = new Set(words.map(({ word }) => word));
  const more = earlier.filter(({ word }, place) => !known.has(word) && earlier.findIndex((one) => one.word === word) === place);
  return [...words, ...more.map((one) => ({ ...one, worth: one.worth * EARLIER_WORTH }))].slice(0, MOST_WORDS);
};

/** Plurals and verbs in the third person as well. */
const isOne = (set: ReadonlySet<string>, word: string): boolean => set.has(word) || (word.endsWith('s') && set.has(word.slice(0, -1)));
