/** A call that the service answers with 400; the text says what is wrong. */
export class WrongQuery extends Error {}
