import type { Language } from './language.js';

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
    wouldn yes yet you your yourself aint arent cant couldnt couldve didnt doesnt dont hadnt hasnt havent heres hows im isnt ive lets mustnt shouldnt shouldve thats
    theres theyre theyve wasnt werent weve whats whens wheres whos whys wont wouldnt wouldve youd youre youve am anyhow anyway
    none smth sth bc btw coz cuz idk lol omg pls plz ppl r tho thx u ur wanna wat wut`,
  de: `ab aber alle allem allen aller alles als also am an ander andere anderen auch auf aus bei beim bin bis bist bitte da dabei dafür damit danach dann
    das dass daß davon dazu dein deine dem den denn der des dich die dies diese diesem diesen dieser dieses dir doch du durch ein eine einem einen einer
    eines einfach er erklär erkläre erklären es etwas euch für ganz gar geben gehen geht genau gerade gern gerne gibt gleich hab habe haben hallo hast hat hatte
    helfen hier hilfe hilf ich ihm ihn ihr ihre im immer in ins ist ja jede jedem jeden jeder jedes jetzt kann kannst können könnte kein keine keinen
    los mach mache machen macht mal man manchmal mehr mein meine meinem meinen meiner mich mir mit möchte muss muß müssen nach nicht nichts noch nun nur
    ob oder ohne sag sagen schon sehr sein seine sich sie sind so soll sollen sollte sondern sonst überhaupt um und uns unter viel viele vom von vor wann war warum
    was weil welche welchem welchen welcher welches wenn wer werden weiß wem wen wer wie wieder wieso will wir wird wirklich wo wohin wohl wollen worden wozu würde wäre
    zeig zeigen zu zum zur über bekomme bekommst bekommt bekommen kriege kriegt kriegen stehen steht kommen kommt tun tut liegen liegt lassen lässt nehmen nimmt unser
    unsere unseren unserem eigentlich etwa ungefähr ziemlich bisschen irgendwie irgendwo brauche brauchen braucht eben halt bedeutet bedeuten heißt verstehe verstehen versteh weshalb wofür womit woher hello hi please hats ists gibts gehts machts solls wars wirds hab habs kanns wos wies
    woraus worin worauf woran wovon worum wogegen wodurch wonach wobei dran drauf drin hin her raus rein warst wart waren wird wirst dürfen darf darfst sollst sollt könnt könnten müsst musst seid jemand niemand derselbe dieselbe
    dasselbe sowas irgendwas irgendwann wirklich nämlich trotzdem außerdem`,
};

/** Words of every question and every text, which tell little of what it is about. */
const VAGUE: Readonly<Record<Language, string>> = {
  en: `another back annoying big bit call called code confused confusing cool different difficult easy end everyone example find first happen happened keep kind last leave left long name never new next nice often old part
    people person piece place proper properly sensible silly small start strange stupid suddenly stay time turn user weird while write wrong
    ago almost alone anymore apart apparently automatically basically completely correctly currently directly easily enough especially eventually fairly finally forever
    generally immediately lately later nearly normally obviously otherwise perfectly quickly rarely recently simply slowly somehow soon today together tomorrow tonight totally twice unfortunately yesterday
    allow appear become begin behave believe belong bother bring care cause consist contain continue decide depend deal exist expect fail fail figure follow forget guess handle hate hear help hold hope include involve
    learn love manage notice occur offer play prefer provide reach realise realize receive remain remember require seem set stand suppose suggest talk tend understood wish wonder
    accept achieve affect agree apply arrive assume avoid claim concern confirm cope describe discover discuss enable encourage enjoy ensure enter establish examine face gain gather gone
    identify imagine improve indicate influence inform intend introduce lay lead lie lose lost maintain mention mind miss obtain pass perform prepare prevent promise prove raise refer reflect refuse
    regard relate reply report represent respond reveal seek serve settle sit speak suffer suit support survive trust wait warn worry
    available bad best better certain clear common correct entire exact extra famous fine fixed full funny general good great hard helpful huge important impossible interesting large less least main
    necessary normal obvious particular possible quick real right several short similar simple single slow special specific tiny true broken close far near useful usual various whole worse worst
    amount answer beginning bottom case end fact front half idea lot meaning middle point problem purpose reason rest result sense side situation step top type way
    day month week year january february march april june july august september october november december monday tuesday wednesday thursday friday saturday sunday`,
  de: `anders bleiben bleibt ende erst erste ersten finde finden groß große klein kleine lang lange letzte letzten mal male name nennen nennt nie neu neue
    oft passiert unterscheiden unterscheidet unterschied unterschiede verschieden verschiedene schwer schwierig leicht komisch seltsam leute person stück teil zeit
    bald beinahe fast früher heute meistens morgen niemals plötzlich selten sofort später ständig gestern übermorgen zusammen alleine allein
    anfangen bedeuten beginnen beginnt beispiel benutzen bestehen besteht bringen denken erkennen erkennt fangen fällt funktioniert funktionieren gehört gehören geschehen geschieht glauben halten
    heißen hören hört klappt verlieren verloren vermeiden verhindern versuchen versucht kennen kennt kommt laufen läuft lernen meinen merken passieren rauskommen sehen setzen sieht spielen verwenden vorstellen vorkommen wirken wissen ziehen zieht
    allgemein besondere besonders besser beste bestimmt echt einzeln falsch ganze gewöhnlich gut häufig interessant kompliziert kurz langsam möglich normal normalerweise normale richtig richtige schlecht schlimm schnell stark
    unmöglich nah nahe weit unten oben vorne hinten wichtig antwort frage fall grund hälfte idee mitte problem punkt rest sache sachen schritt seite sinn art weise
    tag tage jahr jahre monat monate woche wochen januar februar märz april juni juli august september oktober november dezember montag dienstag mittwoch donnerstag freitag samstag sonntag`,
};

const setsOf = (lists: Readonly<Record<Language, string>>): Readonly<Record<Language, ReadonlySet<string>>> => ({
  en: new Set(lists.en.split(/\s+/)),
  de: new Set(lists.de.split(/\s+/)),
});
export const STOP = setsOf(ASKING);
const LITTLE = setsOf(VAGUE);

/** Words of questions that are never what is asked for, in either language. */
export const NEVER: ReadonlySet<string> = new Set(
  `a about again am an are bitte can could das den denn der die do does du ein eine es explain example give how hello hi i ich in ist it kann kannst know mean
  means me mehr mein mir more my noch nochmal of ok okay please sag say so show tell that the them then there this to und us use used uns was what when where
  which who why wie wieso warum wann will with would you your yes no ja nein nicht not now really still and but erklär erkläre machen macht zeig`.split(
    /\s+/,
  ),
);

/** Plurals and verbs in the third person as well. */
export const isOne = (set: ReadonlySet<string>, word: string): boolean =>
  set.has(word) || (word.endsWith('s') && set.has(word.slice(0, -1)));

const INFLECTED: Readonly<Record<Language, RegExp>> = {
  en: /(?:ings?|est|ed|ers?|es|s)$/,
  de: /(?:sten|ste|ere|en|em|er|es|et|st|e|n|t)$/,
};
const SHORTEST_STEM = 3;

/** Whether a word tells little, in whatever form. */
export const tellsLittle = (word: string, language: Language): boolean => {
  const little = LITTLE[language];
  const bare = word.replace(INFLECTED[language], '');
  if (little.has(word)) return true;
  if (bare === word || bare.length < SHORTEST_STEM) return false;
  return little.has(bare) || little.has(`${bare}e`) || little.has(bare.replace(/(.)\1$/, '$1'));
};

/** Whether a word is one of grammar. */
export const saysNothing = (word: string, language: Language): boolean => isOne(STOP[language], word.toLowerCase());

/** A word without its ending, where the database does not know the language's stems. */
export const bareOf = (word: string, language: Language): string => {
  const bare = word.replace(INFLECTED[language], '');
  return bare.length > SHORTEST_STEM ? bare : word;
};
