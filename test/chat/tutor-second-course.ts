import type { WrittenQuestion } from './tutor-questions.js';

/** A course of another subject in another language, at another institution: the engine is not made for one course. */
export const BIOLOGY = {
  title: 'Wie Lebewesen leben',
  subject: 'Biologie',
  description: 'Von der Zelle bis zum Wald: wie Pflanzen, Tiere und Menschen gebaut sind und was sie am Leben hält.',
  chapters: [
    [
      'Die Zelle',
      `Alle Lebewesen bestehen aus Zellen. Manche, wie Bakterien, aus einer einzigen, ein Mensch aus vielen Billionen.

## Was in jeder Zelle ist

Die **Zellmembran** umgibt die Zelle wie eine Haut und lässt nur bestimmte Stoffe durch. Innen ist das **Zellplasma**, eine zähe Flüssigkeit. Im **Zellkern** liegt die Erbinformation: der Bauplan des ganzen Lebewesens.

## Was nur Pflanzen haben

Pflanzenzellen haben außen zusätzlich eine feste **Zellwand**, die sie stützt, und große **Vakuolen**, in denen Wasser gespeichert wird. In den **Chloroplasten** steckt der grüne Farbstoff.

## Aufgaben

1. Zeichne eine Pflanzenzelle und beschrifte sie.
2. Warum welkt eine Pflanze, wenn ihre Vakuolen leer sind?`,
    ],
    [
      'Fotosynthese',
      `Pflanzen stellen ihre Nahrung selbst her. Dafür brauchen sie nur Licht, Wasser und Kohlenstoffdioxid.

## Aus Luft und Wasser wird Zucker

In den Blättern fängt das **Chlorophyll** die Energie des Lichts ein. Mit ihr wird aus Wasser und Kohlenstoffdioxid **Traubenzucker**. Übrig bleibt Sauerstoff, den die Pflanze an die Luft abgibt.

## Wovon es abhängt

Je heller es ist, desto schneller läuft die Fotosynthese, bis zu einer Grenze. Auch Kälte bremst sie: Unter fünf Grad geschieht fast nichts.

## Nachts

Ohne Licht ruht die Fotosynthese. Die Pflanze atmet dann wie ein Tier: Sie verbraucht Sauerstoff und gibt Kohlenstoffdioxid ab.`,
    ],
    [
      'Herz und Kreislauf',
      `Das Herz ist ein Muskel von der Größe einer Faust. Es pumpt in jeder Minute etwa fünf Liter Blut durch den Körper.

## Zwei Kreisläufe

Im **Lungenkreislauf** fließt das Blut vom Herzen zur Lunge und holt dort Sauerstoff. Im **Körperkreislauf** bringt es ihn zu allen Organen.

## Arterien und Venen

**Arterien** führen vom Herzen weg. Ihre Wände sind dick, denn in ihnen ist der Druck hoch. **Venen** führen zum Herzen zurück; Klappen darin verhindern, dass das Blut zurückfließt.

## Der Puls

Jeder Herzschlag schickt eine Welle durch die Arterien. Man fühlt sie am Handgelenk. In Ruhe sind es 60 bis 80 Schläge in der Minute, beim Sport bis zu 180, weil die Muskeln mehr Sauerstoff brauchen.`,
    ],
    [
      'Atmung',
      `Ohne Nahrung überlebt ein Mensch Wochen, ohne Luft nur Minuten.

## Der Weg der Luft

Die Luft strömt durch Nase und Rachen in die **Luftröhre**, von dort in die **Bronchien** und schließlich in Millionen winziger **Lungenbläschen**. In der Nase wird sie angewärmt, befeuchtet und von Staub gereinigt.

## Gasaustausch

Die Wand der Lungenbläschen ist hauchdünn. Sauerstoff tritt durch sie ins Blut über, Kohlenstoffdioxid in umgekehrter Richtung.

## Wie wir einatmen

Die Lunge hat keine Muskeln. Das **Zwerchfell** senkt sich, der Brustraum wird größer, und die Luft strömt ein.`,
    ],
    [
      'Verdauung',
      `Was wir essen, muss so klein werden, dass es ins Blut gelangen kann.

## Vom Mund zum Magen

Die Zähne zerkleinern die Nahrung. Der **Speichel** macht sie gleitfähig und beginnt, Stärke zu zerlegen. Durch die Speiseröhre gelangt der Brei in den **Magen**, wo Salzsäure Krankheitserreger abtötet.

## Der Dünndarm

Hier wird das meiste aufgenommen. Die Wand ist in Falten gelegt und mit **Darmzotten** besetzt; so entsteht eine Fläche von der Größe einer Wohnung, durch die Nährstoffe ins Blut übertreten.

## Der Dickdarm

Er entzieht dem Rest das Wasser. Was übrig bleibt, wird ausgeschieden.`,
    ],
    [
      'Lebensraum Wald',
      `Ein Wald ist mehr als viele Bäume: Alles hängt mit allem zusammen.

## Stockwerke

Wie ein Haus hat der Wald Stockwerke: Moosschicht, Krautschicht, Strauchschicht und Baumschicht. In jedem kommt unterschiedlich viel Licht an.

## Wer frisst wen?

Pflanzen sind **Erzeuger**, Tiere **Verbraucher**. Die Raupe frisst das Blatt, die Meise die Raupe, der Habicht die Meise: Das ist eine **Nahrungskette**. Viele davon bilden ein Netz.

## Nichts geht verloren

Abgestorbene Blätter werden von **Zersetzern** abgebaut: Regenwürmer, Pilze und Bakterien machen daraus Humus, aus dem neue Pflanzen wachsen.`,
    ],
  ],
} as const;

export const BIOLOGY_QUESTIONS: readonly WrittenQuestion[] = [
  { asked: 'Wo in der Zelle steht eigentlich der Bauplan?', chapter: 1 },
  { asked: 'was unterscheidet pflanzenzellen von unseren', chapter: 1 },
  { asked: 'Woher bekommt ein Baum seinen Zucker?', chapter: 2 },
  { asked: 'Machen Pflanzen auch in der Nacht Sauerstoff?', chapter: 2 },
  { asked: 'Warum schlägt mein Herz beim Sport schneller?', chapter: 3 },
  { asked: 'was ist der unterschied zwischen venen und arterien', chapter: 3 },
  { asked: 'Wie kommt der Sauerstoff aus der Lunge ins Blut?', chapter: 4 },
  { asked: 'Warum soll man durch die Nase einatmen?', chapter: 4 },
  { asked: 'Wozu ist die Säure im Magen da?', chapter: 5 },
  { asked: 'wieso hat der darm so viele falten', chapter: 5 },
  { asked: 'Was passiert mit dem Laub, das im Herbst auf den Boden fällt?', chapter: 6 },
  { asked: 'Erklär mir bitte, was eine Nahrungskette ist', chapter: 6 },
];

export const NO_BIOLOGY: readonly string[] = [
  'Wie schreibe ich eine Schleife in Python?',
  'Wer hat den Zweiten Weltkrieg begonnen?',
  'Wie berechnet man die Fläche eines Kreises?',
  'Welches Handy soll ich mir kaufen?',
  'Wann fährt der nächste Bus zum Bahnhof?',
];
