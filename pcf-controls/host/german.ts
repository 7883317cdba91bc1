import type { HostWord } from './words.ts';

/** The words of every control in German. */
export const german: Record<HostWord, string> = {
  Host_Loading: 'Wird geladen…',
  Host_LoadingSlow: 'Dataverse hat noch nicht geantwortet. Wenn das so bleibt, prüfen Sie die Verbindung oder öffnen Sie die Seite neu.',
  Host_TryAgain: 'Erneut versuchen',
  Host_Offline: 'Sie sind offline. Was Sie sehen, kann veraltet sein; bis die Verbindung wieder da ist, lässt sich nichts anfordern.',
  Host_NoRights:
    'Sie dürfen diese Zeilen nicht lesen. Bitten Sie die Administration um eine der Rollen Commerce Viewer, Sales Operator, Finance Approver oder Commerce Admin.',
  Host_Gone: 'Diese Zeile gibt es nicht mehr. Vielleicht hat jemand sie gelöscht.',
  Host_Busy: 'Dataverse ist ausgelastet und bittet um eine Pause. Warten Sie einen Moment und versuchen Sie es erneut.',
  Host_Failed:
    'Dataverse hat anders geantwortet als erwartet. Geändert wurde nichts. Versuchen Sie es erneut; wenn es bleibt, geben Sie der Administration, was unten steht.',
  Host_Broken:
    'Dieser Teil des Formulars ist auf etwas Unerwartetes gestoßen und hat angehalten. Ihre Daten sind sicher. Versuchen Sie es erneut oder öffnen Sie das Formular neu.',
  Host_ForSupport: 'Für den Support',
  Host_MayNot: 'Dafür ist die Rolle {roles} nötig. Sie haben sie nicht.',
  Host_MayNotOffline: 'Sie sind offline.',
  Host_MayNotYet: 'Ihre Rollen werden gerade nachgesehen.',
  Host_Or: 'oder',
  Host_Undo: 'Rückgängig',
  Host_sending: 'Wird gesendet…',
  Host_undoable: 'Beginnt in {seconds} s.',
  Host_sent: 'Angefordert. Commerce Companion nimmt es gleich auf.',
  Host_slow:
    'Commerce Companion hat es noch nicht aufgenommen. Sie müssen hier nicht warten: es wird erledigt, und das Ergebnis steht in der Zeile.',
  Host_working: 'Wird bearbeitet…',
  Host_done: 'Erledigt.',
  Host_refused: 'Das wurde abgelehnt.',
  Host_withdrawn: 'Zurückgenommen. Geändert wurde nichts.',
  Host_expired: 'Das wurde nicht rechtzeitig begonnen und wird nicht mehr erledigt. Fordern Sie es erneut an.',
  Host_unanswered:
    'Commerce Companion hat {minutes} min lang nicht geantwortet. Es geschieht nichts mehr. Fragen Sie die Administration, ob es läuft, und versuchen Sie es dann erneut.',
  Host_failed: 'Das konnte nicht angefordert werden: {detail}',
  Host_failedOffline: 'Sie sind offline. Es wurde nichts angefordert.',
  Host_failedRights: 'Sie dürfen das nicht anfordern. Die Administration kann Ihnen die Rolle geben, die das darf.',
  Host_notWithdrawn: 'Es hatte schon begonnen und ließ sich nicht mehr zurücknehmen.',
  Host_now: 'gerade eben',
  Host_days: '{n} T',
  Host_hours: '{n} Std.',
  Host_minutes: '{n} Min.',
  Host_seconds: '{n} s',
};
