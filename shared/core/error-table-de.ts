import type { ErrorCode } from './error-table.ts';

/** What a person reads about an error in German. */
interface GermanEntry {
  title: string;
  meaning: string;
  advice: string;
}

const entry = (title: string, meaning: string, advice: string): GermanEntry => ({ title, meaning, advice });

/** Title, meaning and advice of every code of `errorTable`, with the same placeholders. */
export const errorTableDe: Record<ErrorCode, GermanEntry> = {
  // At the door
  BAD_SIGNATURE: entry(
    'Eine Zustellung für „{store}“ hatte eine falsche Signatur und wurde abgewiesen.',
    'Aus ihr wurde nichts importiert.',
    'Wenn das Geheimnis im Shop gerade geändert wurde: das neue in Key Vault unter {secretName} ablegen. Der Shop stellt dann erneut zu.',
  ),
  UNKNOWN_STORE: entry(
    'Es ist kein Shop „{store}“ eingerichtet.',
    'Es wurde nichts importiert.',
    'Die Adresse prüfen, an die der Shop zustellt, oder den Shop in Commerce Companion anlegen.',
  ),
  BODY_TOO_LARGE: entry(
    'Eine Zustellung für „{store}“ war größer als {limit}.',
    'Sie wurde abgewiesen; das Dokument wird stattdessen beim regelmäßigen Abfragen gelesen.',
    'Die Grenze erhöhen (Einstellung MAX_BODY_BYTES), wenn so große Dokumente für diesen Shop üblich sind.',
  ),
  UNREADABLE_DELIVERY: entry(
    'Eine Zustellung von „{store}“ konnte nicht gelesen werden: {problem}.',
    'Die Zustellung ist aufbewahrt. Ging es um eine Bestellung, kommt diese beim regelmäßigen Abfragen herein.',
    'Die aufbewahrte Zustellung öffnen. Wenn eine Erweiterung des Shops die Zustellungen verändert, sie für diese Adresse abschalten.',
  ),

  // Passing trouble
  DOCUMENT_BUSY: entry(
    'Das Dokument {document} wird gerade bearbeitet.',
    'Die Anfrage wartet, bis das beendet ist.',
    'Es ist nichts zu tun.',
  ),
  REMOTE_BUSY: entry(
    '{remote} ist ausgelastet und bittet um eine Pause.',
    'Das Dokument wartet; es geht nichts verloren.',
    'Es ist nichts zu tun: Der nächste Versuch kommt von selbst.',
  ),
  REMOTE_DOWN: entry(
    '{remote} war nicht erreichbar: {problem}.',
    'Das Dokument wartet; es geht nichts verloren.',
    'Zunächst ist nichts zu tun: Der nächste Versuch kommt von selbst. Hält es an, {remote} prüfen.',
  ),
  REMOTE_ANSWER_LOST: entry(
    '{remote} hat nicht rechtzeitig geantwortet.',
    'Es ist nicht bekannt, ob geschrieben wurde; vor dem nächsten Schreiben wird nachgesehen.',
    'Es ist nichts zu tun: Der nächste Versuch kommt von selbst.',
  ),
  REMOTE_RUBBISH: entry(
    '{remote} hat eine Antwort gegeben, die nicht lesbar ist.',
    'Das Dokument wartet; es geht nichts verloren.',
    'Zunächst ist nichts zu tun. Hält es an, nach einer Wartungsseite oder einer Sicherheitserweiterung vor {remote} sehen.',
  ),
  BEING_PROCESSED: entry(
    'Dasselbe Dokument wird gerade an anderer Stelle bearbeitet.',
    'Dieser Lauf wartet auf den anderen.',
    'Es ist nichts zu tun.',
  ),
  WAITS_FOR_RATES: entry(
    'Die erlaubten Aufrufe von {remote} sind im Moment aufgebraucht.',
    'Das Dokument wartet; es geht nichts verloren.',
    'Es ist nichts zu tun: Der nächste Versuch kommt von selbst.',
  ),

  // Set-up
  REMOTE_REFUSED_LOGIN: entry(
    '{remote} hat unsere Anmeldung abgelehnt: {problem}.',
    'Von diesem Shop kann nichts importiert werden, bis das behoben ist.',
    'Die Zugangsdaten des Shops in Key Vault und die Rechte der App in {remote} prüfen, dann erneut senden.',
  ),
  SECRET_MISSING: entry(
    'Das Geheimnis „{secretName}“ liegt nicht in Key Vault.',
    'Ohne das Geheimnis ist der Shop nicht erreichbar.',
    'Das Geheimnis in Key Vault ablegen (es wird innerhalb von fünf Minuten neu gelesen), dann erneut senden.',
  ),
  CONFIGURATION_WRONG: entry(
    'Die Einstellungen von „{store}“ passen nicht: {problem}.',
    'Die Bestellung wartet.',
    'Die Einstellungen des Shops korrigieren; dann läuft jede Bestellung durch, die darauf wartet.',
  ),
  MAPPING_FAILED: entry(
    'Die Zuordnung von {document} hat ein Problem: {problem}.',
    'Die Bestellung wartet; der Kunde hat womöglich schon bezahlt.',
    'Die genannte Regel ändern oder den fehlenden Wert ergänzen, dann erneut senden.',
  ),
  VALUE_NOT_MAPPED: entry(
    '„{value}“ hat keinen Eintrag in der Wertetabelle „{map}“.',
    'Die Bestellung wartet; der Kunde hat womöglich schon bezahlt.',
    'Den Eintrag in der Wertetabelle ergänzen; dann läuft jede Bestellung durch, die darauf wartet.',
  ),

  // The order
  UNKNOWN_ITEM: entry(
    'Die SKU „{sku}“ ist in {company} nicht bekannt.',
    'Die Bestellung wartet; der Kunde hat womöglich schon bezahlt.',
    'Den Artikel in einer Produktverknüpfung wählen oder die SKU beim freigegebenen Produkt eintragen; dann läuft jede Bestellung durch, die darauf wartet.',
  ),
  ITEM_AMBIGUOUS: entry(
    'Die SKU „{sku}“ passt in {company} zu mehreren Artikeln: {candidates}.',
    'Die Bestellung wartet; der Kunde hat womöglich schon bezahlt.',
    'Den richtigen in einer Produktverknüpfung wählen; dann läuft jede Bestellung durch, die darauf wartet.',
  ),
  ITEM_BLOCKED: entry(
    'Der Artikel {item} darf in {company} nicht verkauft werden: {problem}.',
    'Die Bestellung wartet; der Kunde hat womöglich schon bezahlt.',
    'Den Artikel für den Verkauf freigeben oder die SKU mit einem anderen verknüpfen, dann erneut senden.',
  ),
  SEVERAL_CUSTOMERS: entry(
    '{count} Debitorenkonten passen zu diesem Käufer: {candidates}.',
    'Die Bestellung wartet, bis eines gewählt ist.',
    'Das Konto wählen, zu dem diese Bestellung gehört; es wird für diesen Käufer gemerkt.',
  ),
  CUSTOMER_NOT_FOUND: entry(
    'Kein Debitorenkonto passt zu diesem Käufer, und dieser Shop legt keine Konten an.',
    'Die Bestellung wartet.',
    'Den Debitor in {company} mit der E-Mail-Adresse des Käufers anlegen oder den Shop Debitoren anlegen lassen, dann erneut senden.',
  ),
  CUSTOMER_BLOCKED: entry(
    'Der Debitor {account} ist in {company} gesperrt.',
    'Die Bestellung wartet.',
    'Den Debitor in Dynamics freigeben oder sich mit der Finanzabteilung abstimmen, dann erneut senden.',
  ),
  TOTALS_DIFFER: entry(
    'Der Shop hat {channelTotal} berechnet, die Teile der Bestellung ergeben {computedTotal}.',
    'Die Bestellung wartet: {difference} sind nicht erklärt, mehr als die {tolerance}, die dieser Shop hinnimmt.',
    'Nach einem Rabatt, einer Gebühr oder Steuer suchen, die der Shop nicht meldet. Die Bestellung im Shop korrigieren und erneut senden oder die Finanzabteilung bitten, die Differenz anzunehmen.',
  ),
  ERP_TOTAL_DIFFERS: entry(
    'Der Shop hat {channelTotal} berechnet, Dynamics bucht {erpTotal} auf {document}.',
    'Der Auftrag besteht; {difference} müssen erklärt sein, bevor er fakturiert wird.',
    'Die Steuer auf beiden Seiten vergleichen. Den Auftrag korrigieren oder die Finanzabteilung bitten, die Differenz anzunehmen.',
  ),
  CURRENCY_NOT_SUPPORTED: entry(
    'Die Bestellung lautet auf {currency}; diese Währung kennt {company} nicht.',
    'Die Bestellung wartet.',
    'Die Währung in Dynamics einrichten, dann erneut senden.',
  ),
  ORDER_CHANGED_AFTER_IMPORT: entry(
    'Die Bestellung {number} wurde im Shop geändert, nachdem aus ihr {document} geworden war.',
    'Dynamics hat die Bestellung noch so, wie sie war: {differences}.',
    'Die Änderung in Dynamics nachziehen oder mit dem Shop klären, dass sie nicht zählt, dann dies verwerfen.',
  ),
  CANCELLED_AFTER_IMPORT: entry(
    'Die Bestellung {number} wurde im Shop storniert, nachdem aus ihr {document} geworden war.',
    'Dynamics würde sie trotzdem liefern.',
    'Den Auftrag in Dynamics stornieren, falls er nicht geliefert ist, dann dies verwerfen.',
  ),
  ORDER_NOT_UNDERSTOOD: entry(
    'Die Bestellung {number} enthält etwas, das wir nicht verstehen: {problem}.',
    'Die Bestellung wartet.',
    'Die Bestellung im Shop mit dem vergleichen, was dessen Erweiterungen hinzufügen. Ist sie in Ordnung, den Support verständigen.',
  ),
  ORDER_HELD_BY_RULE: entry(
    'Die Bestellung {number} wird durch die Regel „{rule}“ gehalten.',
    'Die Bestellung wartet, bis jemand sie angesehen hat.',
    'Die Bestellung prüfen; mit Freigabe erneut senden oder im Shop stornieren.',
  ),
  ORDER_HELD_BY_PERSON: entry(
    'Die Bestellung {number} wird von Hand gehalten: {reason}',
    'Sie wartet und wird nicht in Dynamics geschrieben.',
    'Freigeben, wenn der Grund entfallen ist, oder im Shop stornieren.',
  ),
  ERP_REFUSED: entry(
    'Dynamics hat die Bestellung abgelehnt: {problem}',
    'Die Bestellung wartet; der Kunde hat womöglich schon bezahlt.',
    'Korrigieren, was Dynamics nennt (in der Einrichtung der Bestellung oder in Dynamics), dann erneut senden.',
  ),
  ERP_DOCUMENT_CONFLICT: entry(
    'Den Auftrag {document} gibt es schon, und er ist nicht diese Bestellung.',
    'Die Bestellung wartet, damit nichts doppelt geschrieben wird.',
    '{document} in Dynamics ansehen. Dem Shop ein anderes Nummernpräfix geben, dann erneut senden.',
  ),
  GAVE_UP: entry(
    '{problem} Es wurde {attempts} Mal versucht.',
    'Die Bestellung wartet; der Kunde hat womöglich schon bezahlt.',
    'Die Ursache beheben, dann erneut senden.',
  ),
  DEAD_LETTER: entry(
    'Eine Nachricht konnte nicht bearbeitet werden: {problem}.',
    'Das Dokument, um das es ging, ist womöglich nicht in Dynamics angekommen.',
    'Erneut senden. Kommt es wieder, dem Support die Vorgangskennung nennen.',
  ),

  // What goes out
  CHANNEL_REFUSED: entry(
    'Der Shop hat {what} abgelehnt: {problem}',
    'Der Shop zeigt noch den alten Stand; Dynamics bleibt unberührt.',
    'Dort korrigieren, was der Shop nennt, dann erneut senden.',
  ),
  BATCH_REFUSED: entry(
    'Der Shop hat {what} abgelehnt: {problem}',
    'Der Shop zeigt noch den alten Stand; Dynamics bleibt unberührt.',
    'Dort korrigieren, was der Shop nennt, dann erneut senden.',
  ),
  ORDER_CANCELLED_AT_CHANNEL: entry(
    'Der Lieferschein {slip} ging für die Bestellung {number} hinaus, die im Shop storniert ist.',
    'Die Ware ist unterwegs; der Shop zeigt keine Sendungsnummer, und der Käufer hat womöglich sein Geld zurück.',
    'Das Paket aufhalten oder sich mit dem Käufer einigen, dann die Korrektur in Dynamics buchen oder dies verwerfen.',
  ),
  SHIPMENT_EXCEEDS_ORDER: entry(
    'Der Lieferschein {slip} enthält mehr, als der Shop von der Bestellung {number} noch zu liefern hat: {problem}',
    'Der Shop zeigt diese Sendungsnummer nicht.',
    'Nachsehen, ob jemand die Bestellung im Shop von Hand als geliefert markiert hat; die Sendungsnummer dort ergänzen, dann dies verwerfen.',
  ),
  FULFILMENT_ON_HOLD: entry(
    'Die Bestellung {number} ist im Shop angehalten: {problem}',
    'Die Ware ist hinausgegangen (Lieferschein {slip}), aber der Shop nimmt die Sendungsnummer nicht an.',
    'Die Sperre im Shop aufheben, dann erneut senden.',
  ),
  SHIPMENT_NOT_UNDERSTOOD: entry(
    'Der Lieferschein {slip} von {document} kann dem Shop nicht gemeldet werden: {problem}',
    'Der Shop zeigt diese Lieferung nicht.',
    'Die Zeilen des Lieferscheins mit der Bestellung im Shop vergleichen; die Sendungsnummer im Shop von Hand ergänzen, dann dies verwerfen.',
  ),
  CANNOT_CANCEL_AT_CHANNEL: entry(
    'Der Auftrag {document} wurde in Dynamics storniert, aber der Shop kann die Bestellung {number} nicht stornieren: {problem}',
    'Der Käufer erwartet die Ware noch.',
    'Den Käufer verständigen und im Shop erstatten, was nicht geliefert wird, dann dies verwerfen.',
  ),
  REFUND_DUE: entry(
    'Die Bestellung {number} wurde in Dynamics und im Shop storniert; der Käufer hat {amount} bezahlt.',
    'Das Geld hat noch niemand zurückgegeben.',
    'Die Bestellung im Shop erstatten, dann dies verwerfen.',
  ),
  EVENT_UNREADABLE: entry(
    'Dynamics hat ein Ereignis gesendet, das nicht lesbar war: {problem}.',
    'Es ist aufbewahrt. Worum es ging, wird beim regelmäßigen Abfragen gefunden, soweit dieses reicht.',
    'Das Ereignis und das Ziel der Geschäftsereignisse in Dynamics ansehen. Ist es ein Standardereignis, den Support verständigen.',
  ),
  ORDER_NOT_OURS: entry('Der Auftrag {document} kam nicht aus einem Shop.', 'Es ist niemandem etwas zu melden.', 'Es ist nichts zu tun.'),
  NOT_IN_SHOP: entry(
    'Der Shop hat zu {item} keinen Artikel.',
    'Er wird nur in Dynamics verkauft.',
    'Um ihn dort zu verkaufen, ihn im Shop mit seiner Nummer als SKU anlegen oder diesen Shop Produkte anlegen lassen.',
  ),
  NOT_FOR_SHOP: entry(
    'Der Artikel {item} ist nicht für diesen Shop: {problem}.',
    'Dem Shop wurde nichts gemeldet.',
    'Es ist nichts zu tun.',
  ),
  NOT_TAKEN_BY_CHANNEL: entry('Dieser Kanal nimmt {what} nicht an.', 'Dem Shop wurde nichts gemeldet.', 'Es ist nichts zu tun.'),
  PRICE_CHANGE_HELD: entry(
    'Der Preis von „{sku}“ würde im Shop von {before} auf {after} gehen.',
    'Das ist mehr als die {limit}, die dieser Shop durchlässt; der Shop behält den alten Preis.',
    'Den Preis freigeben oder ihn in Dynamics korrigieren.',
  ),
  PRODUCT_NOT_LINKED: entry(
    'Der Artikel „{sku}“ des Shops ist in {company} nicht bekannt.',
    'Sein Bestand und sein Preis werden nicht abgeglichen.',
    'Seinen Artikel in einer Produktverknüpfung wählen oder dem freigegebenen Produkt diese SKU oder diesen Barcode geben.',
  ),

  // Rightly not imported
  TEST_ORDER: entry('Eine Testbestellung wird nicht importiert.', 'Es wird nichts gebucht.', 'Es ist nichts zu tun.'),
  DRAFT_ORDER: entry(
    'Ein Entwurf ist noch keine Bestellung.',
    'Es wird nichts gebucht, bis der Shop daraus eine Bestellung macht.',
    'Es ist nichts zu tun.',
  ),
  CANCELLED_BEFORE_IMPORT: entry(
    'Die Bestellung wurde storniert, bevor sie in Dynamics ankam.',
    'Es wird nichts gebucht.',
    'Es ist nichts zu tun.',
  ),
  GONE_FROM_CHANNEL: entry(
    'Der Shop hat diese Bestellung nicht mehr.',
    'Es wird nichts gebucht.',
    'Es ist nichts zu tun, es sei denn, jemand hat die Bestellung im Shop versehentlich gelöscht.',
  ),
  STORE_SWITCHED_OFF: entry(
    'Der Shop ist ausgeschaltet.',
    'Seine Bestellungen werden nicht importiert.',
    'Den Shop einschalten, um sie zu importieren; sie kommen dann beim regelmäßigen Abfragen herein.',
  ),
  SUPERSEDED: entry('Ein neuerer Stand dieses Dokuments wurde schon bearbeitet.', 'Es fehlt nichts.', 'Es ist nichts zu tun.'),
};
