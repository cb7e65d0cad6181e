/**
 * What a learner wants, as far as its words say so. Both languages at once: a pupil of a German school may well say hello in English.
 * Where a message says several things, the engine asks for one after another.
 */
interface Pattern {
  test(content: string): boolean;
}

/** Longer messages say more than hello. */
const SHORT = 120;
/** What somebody wants they say soon. Patterns look at no more, so nobody can keep them busy. */
const BEGINNING = 1500;

const whole = (alternatives: string): Pattern => {
  const pattern = new RegExp(`^\\W*(?:${alternatives})\\W*$`, 'iu');
  return { test: (content) => content.length <= SHORT && pattern.test(content) };
};
const part = (alternatives: string): Pattern => {
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${alternatives})(?![\\p{L}\\p{N}])`, 'iu');
  return { test: (content) => pattern.test(content.slice(0, BEGINNING)) };
};
const beginning = (alternatives: string): Pattern => {
  const pattern = new RegExp(`^\\W*(?:${alternatives})`, 'iu');
  return { test: (content) => pattern.test(content.slice(0, SHORT)) };
};

const GREETING = whole(
  `(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|hallo|guten (?:morgen|tag|abend)|moin|servus|grüß gott|grüezi)(?: (?:there|tutor|you|dir|du|zusammen))?(?:\\W+how are you|\\W+wie geht(?:'|’| e)?s(?: dir)?)?|how are you|wie geht(?:'|’| e)?s(?: dir)?`,
);
const THANKS = whole(
  `(?:ok(?:ay)?|great|cool|super)?\\W*(?:thanks?(?: you)?(?: (?:a lot|very much|so much))?|thx|cheers|danke(?: ?schön| dir| sehr)?|vielen dank|got it|i (?:get|understand) it now|alles klar|verstanden|jetzt versteh(?:e)? ich(?: es| das)?|bye|goodbye|see you|tschüss|bis bald|great|cool|super|nice)`,
);
const YES = whole(
  `yes|yep|yeah|yup|sure|ok|okay|please|(?:yes|yeah|ok|okay|sure)\\W+(?:please|i do|go ahead|give it(?: to me)?|show (?:it|me)|i want it)|go ahead|do it|show (?:me|it)|give it to me|i want it|ja|jep|klar|gern|gerne|bitte|(?:ja|klar|ok|okay)\\W+(?:bitte|gern|gerne|mach|zeig|her damit|ich will ihn)|mach(?: das)?|zeig(?: ihn| mir)?`,
);
const NO = whole(
  `no|nope|nah|(?:no|not)\\W+(?:thanks?|thank you|now|yet)|nein|nee|nö|(?:nein|nee|nö)\\W+(?:danke|jetzt nicht)|lieber nicht|noch nicht`,
);

const TASK = `(?:exercise|task|assignment|homework|problem|program|code|function|aufgabe|übung|hausaufgabe|hausaufgaben|programm|funktion)`;
const SOLUTION = part(
  [
    `(?:give|show|tell|send|print|reveal|need|want)(?: me| us)? (?:just )?(?:the |a |your |its )?(?:full |whole |complete |correct |finished |entire |sample |model |exact )*(?:solution|code for (?:it|this|that|the ${TASK}))`,
    `(?:solution|answer) (?:to|of|for|code)(?: (?:this|that|the|my|our))?(?: \\S+){0,3} ${TASK}`,
    `(?:just |please )?(?:solve|do|write|finish|complete|code) (?:it|this|that|(?:the|my|this) ${TASK}) for me`,
    `(?:sample|model) solution|solution[ _]code|hidden tests?|hidden (?:test )?cases?`,
    `(?:gib|zeig|sag|verrat|verrate|schick|nenn)(?: mir| uns)? (?:bitte |mal |doch )?(?:einfach )?(?:die |deine |eine )?(?:ganze |vollständige |fertige |richtige )?(?:lösung|den (?:fertigen |ganzen )?code)`,
    `lösung (?:der|dieser|zu der|zur|für die|für diese|von der)(?: \\S+){0,2} ${TASK}`,
    `musterlösung(?:en)?|versteckten? tests?|(?:lös|löse|mach|mache|schreib|schreibe) (?:es|das|mir|die aufgabe|meine hausaufgaben?)(?: \\S+){0,3} für mich`,
  ].join('|'),
);
/** Enough while an exercise is in view. */
const NAMES_SOLUTION = part(
  `solution|the (?:right |correct |full |whole |complete )?(?:answer|code)|solve it|for me|lösung(?:en)?|lös(?:e)? (?:es|das|sie)|für mich|(?:der|den) (?:fertige |fertigen |ganze |ganzen )?code`,
);
const KEYS = part(
  [
    `answer[ -]keys?|(?:quiz|test|exam|assessment)(?:'s|’s|s)? (?:answers?|keys?|solutions?)|(?:answers?|keys?|solutions?) (?:to|of|for|in|from)(?: (?:the|this|my|our|that|a))?(?: \\S+){0,2} (?:quiz|test|exam|assessment)(?:zes|s)?`,
    `(?:the )?(?:answers?|solutions?) (?:to|of|for) (?:question|number|no\\.?|q) ?\\d+|(?:which|what) (?:option|answer|choice|one)s? (?:is|are|would be) (?:the )?(?:right|correct)|(?:right|correct) (?:answers?|options?|choices?)`,
    `lösungsschlüssel|(?:quiz|test|prüfungs)[- ]?(?:lösung(?:en)?|antwort(?:en)?)|richtigen? antwort(?:en)?|(?:antwort(?:en)?|lösung(?:en)?) (?:auf|zu|zum|für|von|vom|der|des)(?: \\S+){0,3} (?:quiz|test|prüfung|frage \\d+)|welche (?:antwort|option|auswahl) (?:ist|stimmt|wäre)`,
  ].join('|'),
);
const STUCK = part(
  `hints?|clue|stuck|help(?: me)?|(?:don(?:'|’)?t|do not) know (?:how|what|where)|where (?:do|should) i (?:start|begin)|how (?:do|can|should) i (?:start|begin|solve|go on|continue|do (?:this|that|it)|fix)|what(?:'|’)?s wrong|what is wrong|(?:doesn(?:'|’)?t|does not|not) work(?:ing)?|what now|what next|another (?:one|hint)|next hint|tipps?|hinweise?|hilfe|hilf mir|komme? (?:hier |da )?nicht weiter|weiß nicht|wie (?:fange|löse|mache|gehe) ich|was ist (?:hier |daran )?falsch|(?:geht|funktioniert|klappt) nicht|was jetzt|noch (?:ein|einen)(?: tipp| hinweis)?`,
);
const CONCEPT = part(
  `what (?:is|are|does|do|means?)|what(?:'|’)s|why|explain|difference|meaning|means?|when (?:do|should|would)|was (?:ist|sind|bedeutet|bedeuten|heißt|macht)|warum|wieso|weshalb|erklär\\w*|unterschied|wozu|wann`,
);
const PROGRESS = part(
  `how am i doing|my progress|how far (?:am i|have i)|what have i (?:done|finished|achieved)|mein(?:en)? fortschritt|wie weit bin ich|wie stehe ich|was habe ich (?:schon )?geschafft`,
);
const DEFINITION = beginning(
  String.raw`(?:(?:hi|hello|hey|please|hallo|bitte|and|und|ok|so)\W+)*(?:what(?:'|’)?s? (?:(?:is|are|does|do) )?(?:an? |the |\S+ mean)|what (?:is|are|does|do|means?)(?!\p{L})|whats (?:an? |the )|(?:can you |could you )?(?:please )?(?:explain|define|tell me what)|was (?:ist|sind|bedeutet|bedeuten|heißt)(?!\p{L})|(?:kannst du |könntest du )?(?:mir )?(?:bitte )?erklär)`,
);
const DISCOURAGED = part(
  `motivat\\w*|encourag\\w*|cheer me up|(?:i(?:'|’)?m|i am|i feel) (?:so |too |really |just |very )*(?:tired|sad|bad at|stupid|dumb|frustrated|hopeless|lost|bored)|give up|(?:can(?:'|’)?t|cannot) do (?:this|it)|too (?:hard|difficult) for me|motivier\\w*|keine lust|schaffe? (?:das|es) nicht|zu schwer für mich|aufgeben|bin (?:zu |so )?(?:dumm|müde|traurig|frustriert)`,
);
const GOES_ON = beginning(String.raw`(?:and|but|so|then|what about|how about|und|aber|dann|was ist mit)(?![\p{L}\p{N}])`);
const REFERS = part(`that|it|this|them|those|these|its|one|das|es|dies|diese|dieser|dieses|damit|davon|dazu|daran|dafür|ihn|sie`);
const EXAMPLE = part(
  `examples?|write|written|code|look like|looks like|show|type|syntax|how do (?:i|you) (?:do|use)|beispiele?|schreib\\w*|sieht|aussehen|zeig\\w*|benutz\\w*|verwend\\w*`,
);

export const isGreeting = (content: string): boolean => GREETING.test(content);
export const isThanks = (content: string): boolean => THANKS.test(content);
export const isYes = (content: string): boolean => YES.test(content);
export const isNo = (content: string): boolean => NO.test(content);
/** The solution of an exercise, its hidden tests, or that somebody else writes it. */
export const asksForSolution = (content: string): boolean => SOLUTION.test(content);
/** The same, of the exercise that is in view: fewer words say it. */
export const asksForItsSolution = (content: string): boolean => SOLUTION.test(content) || NAMES_SOLUTION.test(content);
/** What is right in a quiz. */
export const asksForKeys = (content: string): boolean => KEYS.test(content);
export const isStuck = (content: string): boolean => STUCK.test(content);
/** What something is or means, rather than how to do one's task. */
export const asksWhatItIs = (content: string): boolean => CONCEPT.test(content);
/** Begins by asking what something is. */
export const asksForDefinition = (content: string): boolean => DEFINITION.test(content);
export const asksForProgress = (content: string): boolean => PROGRESS.test(content);
/** Close to giving up. */
export const isDiscouraged = (content: string): boolean => DISCOURAGED.test(content);
/** Says `and …`, or points at what was said. */
export const goesOn = (content: string): boolean => GOES_ON.test(content);
export const refersBack = (content: string): boolean => REFERS.test(content);
export const wantsExample = (content: string): boolean => EXAMPLE.test(content);
