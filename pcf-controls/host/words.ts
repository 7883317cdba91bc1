/** What every control says in the same words. */
export const english = {
  Host_Loading: 'Loading…',
  Host_LoadingSlow: 'Still waiting for Dataverse. If this stays, look at your connection or open the page again.',
  Host_TryAgain: 'Try again',
  Host_Offline: 'You are offline. What you see may be old; nothing can be asked for until the connection is back.',
  Host_NoRights:
    'You may not read these rows. Ask an administrator for one of the roles Commerce Viewer, Sales Operator, Finance Approver or Commerce Admin.',
  Host_Gone: 'This row does not exist any more. Somebody may have deleted it.',
  Host_Busy: 'Dataverse is busy and asked for a pause. Wait a moment, then try again.',
  Host_Failed:
    'Dataverse did not answer as expected. Nothing was changed. Try again; if it stays, tell an administrator what stands below.',
  Host_Broken: 'This part of the form met something it did not expect and stopped. Your data is safe. Try again, or open the form again.',
  Host_ForSupport: 'For support',
  Host_MayNot: 'This needs the role {roles}. You do not have it.',
  Host_MayNotOffline: 'You are offline.',
  Host_MayNotYet: 'Your roles are being looked up.',
  Host_Or: 'or',
  Host_Undo: 'Undo',
  Host_sending: 'Being sent…',
  Host_undoable: 'Starts in {seconds} s.',
  Host_sent: 'Asked for. Commerce Companion takes it up in a moment.',
  Host_slow: 'Commerce Companion has not taken it up yet. You need not wait here: it will be done, and the outcome stands in the row.',
  Host_working: 'Being worked on…',
  Host_done: 'Done.',
  Host_refused: 'This was refused.',
  Host_withdrawn: 'Taken back. Nothing was changed.',
  Host_expired: 'This was not started in time and will not be done any more. Ask for it again.',
  Host_unanswered:
    'Commerce Companion did not answer within {minutes} min. Nothing more will happen. Ask an administrator whether it is running, then try again.',
  Host_failed: 'This could not be asked for: {detail}',
  Host_failedOffline: 'You are offline. Nothing was asked for.',
  Host_failedRights: 'You may not ask for this. An administrator can give you the role that may.',
  Host_notWithdrawn: 'It had already started and could not be taken back.',
  Host_now: 'just now',
  Host_days: '{n} d',
  Host_hours: '{n} h',
  Host_minutes: '{n} min',
  Host_seconds: '{n} s',
} as const;

export type HostWord = keyof typeof english;
