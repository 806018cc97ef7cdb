import type { DocumentsLanguage } from '../language.ts'

/** The problems of documents that are opened, share links, codes and access sessions in German. */
export const access: DocumentsLanguage['problems'] = {
  NOT_YET:
    'Dieses Dokument kann noch nicht geöffnet werden. Es öffnet sich von selbst, sobald es so weit ist.',
  DOCUMENT_EXPIRED:
    'Dieses Dokument ist abgelaufen. Wenden Sie sich an die Person, die es mit Ihnen geteilt hat.',
  CODE_NEEDED: 'Dieses Dokument braucht Ihren Zugangscode. Geben Sie den Code ein, den Sie erhalten haben.',
  NOTHING_TO_PACK: 'Hier gibt es gerade nichts, was heruntergeladen werden kann.',
  LINK_GONE:
    'Dieser Link funktioniert nicht mehr. Bitten Sie die Person, die ihn gesendet hat, um einen neuen.',
  CODE_WRONG: {
    one: 'Dieser Code stimmt nicht. Prüfen Sie ihn und geben Sie ihn erneut ein. Sie haben noch {count} Versuch.',
    other:
      'Dieser Code stimmt nicht. Prüfen Sie ihn und geben Sie ihn erneut ein. Sie haben noch {count} Versuche.',
  },
  CODE_WAIT: 'Zu viele Versuche. Sie können es in {seconds}\u00A0s erneut versuchen.',
  CODE_USED_UP:
    'Dieser Code wurde {limit}-mal falsch eingegeben und gilt nicht mehr. Bitten Sie um einen neuen.',
  CODE_EXPIRED: 'Dieser Code gilt nicht mehr. Bitten Sie um einen neuen.',
  CODE_USED: 'Dieser Code wurde bereits auf einer anderen Seite verwendet. Bitten Sie um einen neuen.',
  SAVING_NOT_ALLOWED: 'Dieses Dokument kann hier angesehen, aber nicht gespeichert werden.',
  CODE_NOT_NEEDED: 'Dieses Dokument ist nicht vertraulich: Der Link öffnet es ohne Code.',
  ACCESS_ENDED: 'Das Dokument ist wieder geschlossen. Öffnen Sie es noch einmal.',
  NOT_THEIRS:
    'Dieses Dokument gehört nicht zu dieser Person. Fügen Sie es zuerst ihrem Profil oder einem ihrer Termine hinzu.',
  NOT_TOGETHER: 'Sie sind gerade nicht beide im Termin. Erstellen Sie stattdessen einen Code.',
}
