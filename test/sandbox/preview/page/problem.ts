import type { ProblemView } from '../model.ts';
import { element, type Live, say } from './dom.ts';
import { teamOf } from './words.ts';

/** What happened, what it means, what to do, who must act; the code stands small at the end. */
export function problemText(): Live<ProblemView> {
  const title = element('p', { class: 'title' });
  const meaning = element('p');
  const advice = element('p');
  const team = element('span', { class: 'team' });
  const code = element('span', { class: 'code' });
  const root = element('div', { class: 'problem-text' }, title, meaning, advice, element('p', { class: 'quiet' }, team, ' · ', code));
  return {
    root,
    update(problem) {
      say(title, problem.title);
      say(meaning, problem.meaning);
      say(advice, problem.advice);
      say(team, teamOf(problem.team));
      say(code, problem.code);
    },
  };
}
