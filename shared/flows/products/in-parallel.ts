const mostAtOnce = 16;

/** The answers in the order of the items; storage takes so many calls at a time with ease. */
export async function inParallel<Item, Answer>(items: readonly Item[], work: (item: Item) => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let start = 0; start < items.length; start += mostAtOnce)
    answers.push(...(await Promise.all(items.slice(start, start + mostAtOnce).map(work))));
  return answers;
}
