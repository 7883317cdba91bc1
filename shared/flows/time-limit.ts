/** So long work may take: shorter than the time limit of a function, over which the host would end the whole process. */
export const longestWorkMs = 200_000;
