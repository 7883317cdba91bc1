/** What the answer column of a command holds, with room for the platform's own counting. */
export const longestAnswer = 1_000_000;

/** The first of these answers, from the fullest to the shortest, that the column holds. */
export function firstThatFits<Answer>(...shorterAndShorter: (() => Answer)[]): Answer {
  const [last, ...longer] = [...shorterAndShorter].reverse();
  for (const make of longer.reverse()) {
    const answer = make();
    if (fits(answer)) return answer;
  }
  return (last as () => Answer)();
}

/** As many of the items, from the first on, as the answer has room for. */
export function asManyAsFit<Item, Answer>(items: readonly Item[], answerOf: (some: readonly Item[]) => Answer): Answer {
  for (let count = items.length; count > 0; count = Math.floor(count / 2)) {
    const answer = answerOf(items.slice(0, count));
    if (fits(answer)) return answer;
  }
  return answerOf([]);
}

/** Whether the column holds it. */
export const fits = (answer: unknown): boolean => (JSON.stringify(answer) ?? '').length <= longestAnswer;
