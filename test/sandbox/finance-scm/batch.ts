import { randomUUID } from 'node:crypto';
import type { Desk } from './desk.ts';
import { type BatchOperation, type PartAnswer, readBatch, writeBatch } from './multipart.ts';
import { type Answer, callName, type Operation, refusalAnswer } from './operation.ts';
import { Refusal } from './refusal.ts';

const mostOperations = 5000;

/** Runs a `$batch`: parts in order, a changeset whole or not at all, and no further after a failure unless asked to. */
export async function answerBatch(desk: Desk, request: Operation, root: string): Promise<Answer> {
  const parts = readBatch(request.headers['content-type'] ?? '', request.body, root);
  const count = parts.reduce((sum, part) => sum + ('changeset' in part ? part.changeset.length : 1), 0);
  if (count > mostOperations)
    throw new Refusal(
      400,
      `The batch holds ${count} operations. The maximum number of operations allowed in a batch is ${mostOperations}.`,
    );
  const goesOn = /\bcontinue-on-error\b(?!\s*=\s*false)/i.test(request.headers.prefer ?? '');
  const answers: PartAnswer[] = [];
  for (const part of parts) {
    const answer = 'changeset' in part ? await answerChangeset(desk, part.changeset) : { single: await desk.run(part.single, true) };
    answers.push(answer);
    if ('single' in answer && answer.single.status >= 400 && !goesOn) break;
  }
  const boundary = `batchresponse_${randomUUID()}`;
  return {
    status: 200,
    headers: { 'content-type': `multipart/mixed; boundary=${boundary}`, 'odata-version': '4.0' },
    body: writeBatch(answers, boundary),
  };
}

async function answerChangeset(desk: Desk, operations: BatchOperation[]): Promise<PartAnswer> {
  try {
    const answers = await desk.runTogether(operations);
    return { changeset: answers.map((answer, index) => ({ answer, contentId: operations[index]?.contentId ?? '' })) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { single: refusalAnswer(error) };
  }
}

export const isBatch = (operation: Operation): boolean => callName(operation) === 'POST $batch';
