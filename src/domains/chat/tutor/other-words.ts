import type { Language } from './language.js';

/**
 * Everyday words for the same thing, in groups: learners use one, books another. Of no subject in particular; what a subject calls its things, its courses say.
 * A word found by another of its group counts less than one that stands there itself.
 */
const GROUPS: Readonly<Record<Language, string>> = {
  en: `begin start first; stop end finish quit; big large huge; small little tiny; fast quick quickly rapid; slow slowly; error mistake bug fault wrong;
    crash fail break stuck; delete remove erase; make create build produce; store save keep remember; repeat again loop; child children kid; adult adults grown;
    count times often; change alter modify replace; choose pick select decide decision; join combine connect concatenate; divide split share cut; add plus sum append;
    subtract minus; multiply product; calculate compute; compare comparison; same equal identical; different differ difference; picture image drawing; text string;
    test check verify; look search find; show display print; read load; whole entire complete; part piece slice section; reason cause; result outcome output;
    purpose goal aim; danger risk; sick ill illness disease; car vehicle; food nutrition; eat feed; rain precipitation; money payment cost price; work labour job;
    law rule; war conflict battle; king ruler monarch; people population; country nation state; earth world planet; sea ocean; heat warmth temperature hot; cold cool;
    light bright; lose lost gone disappear vanish overwrite overwritten; grow growth; random chance luck; throw roll toss; guess predict estimate; opposite reverse backwards; number numeral digit; letter character`,
  de: `anfangen beginnen starten anfang beginn; aufhören enden stoppen ende; groß riesig; klein winzig; schnell rasch; fehler irrtum falsch; kaputt abstürzen scheitern;
    löschen entfernen; herstellen erzeugen bilden entstehen produzieren; speichern merken behalten lagern; wiederholen wiederholung; kind kinder; erwachsene erwachsener;
    zählen anzahl häufig oft; ändern verändern wechseln; wählen auswählen entscheiden; verbinden zusammenfügen; teilen aufteilen zerlegen trennen; addieren summe plus;
    rechnen berechnen; vergleichen vergleich; gleich identisch; unterschied verschieden unterscheiden; bild abbildung; prüfen testen; suchen finden; zeigen darstellen;
    ganz vollständig; teil stück abschnitt; grund ursache; ergebnis resultat folge; ziel zweck aufgabe; gefahr risiko; krank krankheit; essen nahrung ernährung; luft atem atmen;
    regen niederschlag; geld preis kosten; arbeit beruf; gesetz regel; krieg schlacht; könig herrscher; menschen bevölkerung; land staat; erde welt; meer ozean;
    wärme hitze temperatur; licht hell sonne; wachsen wachstum; zufall glück; raten schätzen; blut ader; laufen rennen; müde erschöpft; aufnehmen holen`,
};

const readGroups = (text: string): ReadonlyMap<string, readonly string[]> => {
  const others = new Map<string, string[]>();
  for (const group of text.split(';').map((words) => words.trim().split(/\s+/))) {
    for (const word of group) others.set(word, [...(others.get(word) ?? []), ...group.filter((other) => other !== word)]);
  }
  return others;
};

const OTHERS = { en: readGroups(GROUPS.en), de: readGroups(GROUPS.de) } as const;

/** Endings of verbs and plurals, taken off to find a word's group; of no weight beyond that. */
const ENDINGS: Readonly<Record<Language, RegExp>> = { en: /(?:ing|est|ed|er|es|s|d)$/, de: /(?:en|et|er|es|st|e|n|t|s)$/ };

/** What else the word may be called, the word itself not included. */
export const otherWords = (word: string, language: Language): readonly string[] => {
  const bare = word.replace(ENDINGS[language], '');
  const tries = [word, bare, `${bare}e`, bare.replace(/(.)\1$/, '$1'), ...(language === 'de' ? [`${bare}en`] : [])];
  for (const one of tries) {
    const others = OTHERS[language].get(one);
    if (others) return others;
  }
  return [];
};
