import { inOneText, type Wording, wording } from '../../core/wording.ts';

const where = (company: string): string => company.toUpperCase();

/** Why nothing was done, and what helps. */
export const refusals = {
  noCommand: (kind: string, kinds: string): Wording =>
    wording(`There is no command "${kind}". There are: ${kinds}.`, `Den Befehl „${kind}“ gibt es nicht. Es gibt: ${kinds}.`),
  onBehalf: wording(
    'It was made by somebody on behalf of another person. Everybody has to ask for themselves.',
    'Die Anforderung wurde im Namen einer anderen Person gestellt. Jede Person muss für sich selbst anfordern.',
  ),
  doneAlready: (at: string): Wording =>
    wording(
      `It was carried out already, at ${at}. A new request is needed to do it again.`,
      `Das wurde schon ausgeführt, am ${at}. Um es zu wiederholen, ist eine neue Anforderung nötig.`,
    ),
  changedAfterBegin: wording(
    'It was changed after work on it had begun. Ask for it again.',
    'Die Anforderung wurde geändert, nachdem die Arbeit daran begonnen hatte. Stellen Sie sie erneut.',
  ),
  changedByOther: wording(
    'It was changed after it was made, by somebody else. Ask for it again.',
    'Die Anforderung wurde nachträglich von jemand anderem geändert. Stellen Sie sie erneut.',
  ),
  expired: wording(
    'Nobody got round to it in time, and nothing was done. Ask for it again.',
    'Die Anforderung kam nicht rechtzeitig an die Reihe, und es ist nichts geschehen. Stellen Sie sie erneut.',
  ),
  mayNot: (roles: readonly string[]): Wording =>
    wording(
      `You may not ask for this. It takes the role ${roles.join(' or ')}.`,
      `Das dürfen Sie nicht anfordern. Dafür ist die Rolle ${roles.join(' oder ')} nötig.`,
    ),
  bodyNotJson: wording('Its body is not JSON.', 'Der Inhalt der Anforderung ist kein JSON.'),
  bodyDoesNotFit: ({ en, de }: Wording): Wording =>
    wording(`Its body does not fit: ${en}`, `Der Inhalt der Anforderung passt nicht: ${de}`),
  answerTooLong: wording(
    'The answer is longer than the row can hold. Ask about less.',
    'Die Antwort ist länger, als die Zeile fassen kann. Fragen Sie nach weniger.',
  ),
  failed: ({ en, de }: Wording): Wording =>
    wording(
      `It could not be carried out: ${en} Ask IT to look at the log for this command.`,
      `Das konnte nicht ausgeführt werden: ${de} Bitten Sie die IT, im Protokoll nach diesem Befehl zu sehen.`,
    ),
  triedAgain: (problem: Wording): Wording =>
    inOneText([problem, wording('It is tried again by itself.', 'Es wird von selbst erneut versucht.')]),
  notTaken: (problem: string): Wording =>
    wording(`Dataverse did not take it: ${problem}`, `Dataverse hat das nicht angenommen: ${problem}`),
  linkNotTaken: (problem: string): Wording =>
    wording(`Dataverse did not take the link: ${problem}`, `Dataverse hat die Verknüpfung nicht angenommen: ${problem}`),
  questionNotTaken: (problem: string): Wording =>
    wording(`Dataverse did not take the question: ${problem}`, `Dataverse hat die Frage nicht angenommen: ${problem}`),
  noStore: (store: string): Wording => wording(`There is no store "${store}".`, `Den Shop „${store}“ gibt es nicht.`),
  noStoreOrWrong: (store: string): Wording =>
    wording(
      `There is no store "${store}", or its row was never right.`,
      `Den Shop „${store}“ gibt es nicht, oder seine Zeile war nie richtig.`,
    ),
  noStoreSetUp: (store: string): Wording =>
    wording(`There is no store "${store}" that is set up right.`, `Einen richtig eingerichteten Shop „${store}“ gibt es nicht.`),
  storeNotRight: (store: string): Wording =>
    wording(`The row of "${store}" is not right any more.`, `Die Zeile von „${store}“ ist nicht mehr richtig.`),
  noDocument: wording(
    'It names no document: store, document type and external id are needed.',
    'Die Anforderung nennt kein Dokument: Shop, Dokumentart und externe Id sind nötig.',
  ),
  alreadyOrder: (number: string, company: string, doThere: 'hold' | 'correct'): Wording =>
    wording(
      `It is already sales order ${number} in ${where(company)}. ${doThere === 'hold' ? 'Put a hold on it' : 'Correct the address'} there.`,
      `In ${where(company)} ist es schon der Auftrag ${number}. ${doThere === 'hold' ? 'Halten Sie ihn' : 'Berichtigen Sie die Adresse'} dort${doThere === 'hold' ? ' an' : ''}.`,
    ),
  noSuchItem: (item: string, company: string): Wording =>
    wording(`${where(company)} has no released item ${item}.`, `In ${where(company)} ist kein Artikel ${item} freigegeben.`),
  needsCustomerCause: wording(
    'It needs the cause key of a "several customers" exception and the chosen customer account.',
    'Nötig sind der Ursachenschlüssel einer Ausnahme „mehrere Debitoren“ und das gewählte Debitorenkonto.',
  ),
  needsCause: wording(
    'It needs the cause key of a "several customers" exception.',
    'Nötig ist der Ursachenschlüssel einer Ausnahme „mehrere Debitoren“.',
  ),
  causeGone: wording('No exception has this cause any more.', 'Keine Ausnahme hat diese Ursache noch.'),
  needsArticle: wording('It needs a SKU, a name or a barcode to look for.', 'Für die Suche ist eine SKU, ein Name oder ein Barcode nötig.'),
  snoozeTooLong: wording('Choose a moment within the next 90 days.', 'Wählen Sie einen Zeitpunkt innerhalb der nächsten 90 Tage.'),
  noneOpen: wording('None of these problems is open any more.', 'Keines dieser Probleme ist noch offen.'),
  notOpen: wording('This problem is not open any more.', 'Dieses Problem ist nicht mehr offen.'),
  notApprovable: wording(
    'Nobody can approve this problem away: its cause has to be mended.',
    'Dieses Problem lässt sich nicht durch eine Freigabe lösen: Die Ursache muss behoben werden.',
  ),
  askedAlready: wording('Finance has been asked already.', 'Die Finanzabteilung ist schon gefragt.'),
  noCurrency: wording(
    'The problem does not say in which currency it is. Run the document again, then ask.',
    'Das Problem nennt keine Währung. Lassen Sie das Dokument erneut verarbeiten und fragen Sie dann.',
  ),
  nothingDecided: (objections: readonly Wording[]): Wording =>
    inOneText([wording('Nothing was decided.', 'Es wurde nichts entschieden.'), ...objections]),
  noQuestion: (key: string): Wording => wording(`There is no question ${key}.`, `Die Frage ${key} gibt es nicht.`),
  decidedAlready: (name: string): Wording => wording(`${name} has been decided already.`, `Über ${name} ist schon entschieden.`),
  questionExpired: (name: string): Wording =>
    wording(
      `The question about ${name} has expired. It has to be asked anew.`,
      `Die Frage zu ${name} ist abgelaufen. Sie muss neu gestellt werden.`,
    ),
  ownQuestion: (name: string): Wording =>
    wording(
      `You asked for ${name} yourself: somebody else has to decide it.`,
      `Die Frage zu ${name} haben Sie selbst gestellt: Jemand anderes muss entscheiden.`,
    ),
  otherAmount: (name: string): Wording =>
    wording(
      `${name} is about another amount than you saw. Look at it again.`,
      `Bei ${name} geht es um einen anderen Betrag, als Sie gesehen haben. Sehen Sie noch einmal nach.`,
    ),
  noLimit: (currency: string): Wording =>
    wording(
      `You may approve nothing in ${currency}: an admin has to set your limit.`,
      `In ${currency} dürfen Sie nichts freigeben: Die Administration muss Ihr Limit setzen.`,
    ),
  overLimit: (total: Wording, limit: Wording): Wording =>
    wording(
      `${total.en} is more than the ${limit.en} that you may approve.`,
      `${total.de} ist mehr als die ${limit.de}, die Sie freigeben dürfen.`,
    ),
  priceOutdated: (name: string): Wording =>
    wording(
      `${name} does not wait for this price any more: it was changed in Dynamics or settled otherwise. Reject the question; a new price can be asked for.`,
      `${name} wartet nicht mehr auf diesen Preis: Er wurde in Dynamics geändert oder anders geklärt. Lehnen Sie die Frage ab; nach einem neuen Preis kann gefragt werden.`,
    ),
  needsPrice: wording(
    'It needs the store, the article and the price that is approved, as the exception shows it.',
    'Nötig sind der Shop, der Artikel und der freigegebene Preis, wie die Ausnahme ihn zeigt.',
  ),
  noneRunning: wording('No store that runs is named.', 'Kein laufender Shop ist genannt.'),
  noneStopped: wording('No store that is named was stopped.', 'Kein genannter Shop war angehalten.'),
  endsBeforeItBegins: wording('It has to end after it begins.', 'Das Ende muss nach dem Beginn liegen.'),
  tooMany: (count: number, most: number): Wording =>
    wording(
      `That are ${count} documents; at most ${most} at a time. Choose a shorter time.`,
      `Das sind ${count} Dokumente; höchstens ${most} auf einmal. Wählen Sie einen kürzeren Zeitraum.`,
    ),
  tellsNobody: (channel: string): Wording =>
    wording(
      `${channel} tells nobody of changes; it is asked in turn.`,
      `${channel} meldet Änderungen nicht; stattdessen wird regelmäßig nachgefragt.`,
    ),
  noItem: wording(
    'It is an article of the shop without an item in Dynamics; there is nothing to map.',
    'Zu diesem Artikel des Shops gibt es keinen Artikel in Dynamics; es gibt nichts zuzuordnen.',
  ),
  notMapped: wording('Only orders and products are mapped.', 'Nur Bestellungen und Produkte werden zugeordnet.'),
  notReleased: (item: string, company: string): Wording =>
    wording(`${item} is not released in ${where(company)}.`, `${item} ist in ${where(company)} nicht freigegeben.`),
  noMappingSet: (key: string): Wording => wording(`There is no mapping set "${key}".`, `Die Zuordnung „${key}“ gibt es nicht.`),
  mappingStoreGone: (store: string): Wording =>
    wording(
      `Store "${store}" does not exist, or its row was never right.`,
      `Den Shop „${store}“ gibt es nicht, oder seine Zeile war nie richtig.`,
    ),
  otherRules: (ofRules: string, ofRow: string): Wording =>
    wording(
      `Its rules are for ${ofRules}, and the row says ${ofRow || 'nothing'}.`,
      `Die Regeln sind für ${ofRules}, und die Zeile nennt ${ofRow || 'nichts'}.`,
    ),
  neverInForce: wording('It was never in force. Publish it instead.', 'Diese Version galt nie. Veröffentlichen Sie sie stattdessen.'),
  doesNotCheck: (problems: readonly Wording[]): Wording =>
    inOneText([
      wording('It does not check, and nothing has changed.', 'Die Prüfung findet Fehler, und es wurde nichts geändert.'),
      ...problems,
    ]),
  changedWhileChecked: wording(
    'It was changed while it was being checked. Look at it again.',
    'Die Zuordnung wurde während der Prüfung geändert. Sehen Sie sie noch einmal an.',
  ),
  overtaken: (version: string): Wording =>
    wording(
      `Version ${version} was put in force at the same moment and counts.`,
      `Version ${version} wurde im selben Moment in Kraft gesetzt und gilt.`,
    ),
} as const;
