/** A question as a learner would ask it, and the number of the chapter of the demo course that answers it. */
export interface WrittenQuestion {
  readonly asked: string;
  readonly chapter: number;
}

/**
 * Written before the engine was, in learners' words rather than the course's. Every third one (and every third of those off
 * topic) was put aside while the engine was adjusted: its score says how well the rest carries over.
 */
export const QUESTIONS: readonly WrittenQuestion[] = [
  { asked: 'Does it matter in which order I write my lines?', chapter: 1 },
  { asked: 'it wont even start, something about an unterminated string literal??', chapter: 1 },
  { asked: "what's a variable and how do I make one", chapter: 2 },
  { asked: 'Why does b stay the same when I change a afterwards?', chapter: 2 },
  { asked: "How can I find out what's left over after dividing two numbers?", chapter: 3 },
  { asked: 'I want to print my age in a sentence but it says can only concatenate str', chapter: 3 },
  { asked: 'how do I make it do one thing for children and another thing for grown-ups', chapter: 4 },
  { asked: 'what is the difference between one equals sign and two?', chapter: 4 },
  { asked: "I don't want to write the same line a hundred times. What else can I do?", chapter: 5 },
  { asked: 'help my program never stops running', chapter: 5 },
  { asked: 'How do I get the last thing in a list when I do not know how long it is?', chapter: 6 },
  { asked: 'if I give my list a second name and change one of them, both change. why??', chapter: 6 },
  { asked: 'When should I use return instead of print?', chapter: 7 },
  { asked: 'How can I make my own function?', chapter: 7 },
  { asked: 'what is a traceback and where do I start reading it', chapter: 8 },
  { asked: 'How do I test whether my code is right?', chapter: 8 },
  { asked: 'how can I cut the first three letters out of a word', chapter: 9 },
  { asked: 'I called strip on my text but the spaces are still there', chapter: 9 },
  { asked: 'someone typed letters instead of a number and everything crashed, how can I catch that?', chapter: 10 },
  { asked: 'How do I keep asking the user until they give me a sensible answer?', chapter: 10 },
  { asked: 'should I take a list or a dictionary for my phone numbers?', chapter: 11 },
  { asked: 'I need to know how many times each word comes up in a song', chapter: 11 },
  { asked: 'how do i roll dice in python', chapter: 12 },
  { asked: 'Can I get the same random numbers every time I run it?', chapter: 12 },
  { asked: 'How can I save the scores so they are still there when I close the program?', chapter: 13 },
  { asked: 'my diary gets overwritten every time, I want to put new stuff at the end', chapter: 13 },
  { asked: 'what does self mean', chapter: 14 },
  { asked: 'when I print my object I only get something weird like <__main__.Card object at 0x7f3a>', chapter: 14 },
  { asked: 'I have an idea for a big program but no clue which part to write first', chapter: 15 },
  { asked: "what do you call it when there's a for loop inside the square brackets, all in one line", chapter: 15 },
];

/** Nothing that a course in programming answers, though it says some of the words. */
export const OFF_TOPIC: readonly string[] = [
  'What is the capital of France?',
  'Who won the football world cup in 2014?',
  'Can you recommend a good movie for tonight?',
  'How do volcanoes erupt?',
  'What will the weather be like tomorrow?',
  'How do I bake a chocolate cake?',
  'Why did the Roman Empire fall?',
  'My dog is sick, what should I do?',
  'What is photosynthesis?',
  'How much does a new phone cost?',
];

export const heldOut = (place: number): boolean => place % 3 === 2;
