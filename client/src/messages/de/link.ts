import type { linkEn } from '../en/link.ts'
import type { TableIn } from '../table.ts'
import type { Forms } from './said.ts'

/** What the page of a share link says, in German. */
export const link: TableIn<Forms, typeof linkEn> = {
  pageTitle: 'Ein Dokument für Sie',
  documentsOf: 'Dokumente von {name}',
  loading: 'Einen Moment\u00A0…',

  normalTitle: 'Ein Dokument für Sie',
  normalFrom: 'Von {name}.',
  normalUntil: 'Sie können es bis zum {day} öffnen.',
  open: 'Dokument öffnen',
  openSeen: '{name} sieht, wann Sie es öffnen.',
  openSeenUnnamed: 'Die Person, die es geteilt hat, sieht, wann Sie es öffnen.',

  codeTitle: 'Geben Sie Ihren Code ein',
  codeFrom: '{name} hat ein Dokument mit Ihnen geteilt. Den Code erhalten Sie getrennt von diesem Link.',
  codeFromUnnamed: 'Ein Dokument wurde mit Ihnen geteilt. Den Code erhalten Sie getrennt von diesem Link.',
  codeField: 'Zugangscode',
  codeHint: 'Sechs Ziffern',
  codeShort: 'Ein Code hat sechs Ziffern. Prüfen Sie ihn und geben Sie ihn erneut ein.',
  codeWrong: {
    one: 'Dieser Code stimmt nicht. Prüfen Sie ihn und geben Sie ihn erneut ein. Sie haben noch {count} Versuch.',
    other:
      'Dieser Code stimmt nicht. Prüfen Sie ihn und geben Sie ihn erneut ein. Sie haben noch {count} Versuche.',
  },
  codeWait: {
    one: 'Dieser Code stimmt nicht. Sie können es in {count} Sekunde erneut versuchen.',
    other: 'Dieser Code stimmt nicht. Sie können es in {count} Sekunden erneut versuchen.',
  },
  codeWaitHeard: 'Dieser Code stimmt nicht. Warten Sie einen Moment, dann können Sie es erneut versuchen.',
  codeTries: {
    one: 'Sie haben noch {count} Versuch.',
    other: 'Sie haben noch {count} Versuche.',
  },
  codeExpired: 'Dieser Code gilt nicht mehr. Bitten Sie um einen neuen.',
  codeUsedElsewhere:
    'Dieser Code wurde bereits auf einer anderen Seite verwendet. Bitten Sie um einen neuen.',
  noCode: 'Ich habe keinen Code',

  usedUpTitle: 'Dieser Code gilt nicht mehr',
  usedUpText: 'Er wurde zehnmal falsch eingegeben. {name} weiß davon und kann Ihnen einen neuen erstellen.',
  usedUpTextUnnamed:
    'Er wurde zehnmal falsch eingegeben. Die Person, die das Dokument geteilt hat, weiß davon und kann Ihnen einen neuen erstellen.',
  usedUpKeep: 'Behalten Sie diesen Link: Der neue Code funktioniert hier.',

  askedTitle: '{name} weiß Bescheid',
  askedTitleUnnamed: 'Ihre Praxis weiß Bescheid',
  askedText:
    'Sie haben um {time} Uhr um einen Code gebeten. Er kommt nicht mit diesem Link, sondern als Textnachricht, oder er wird Ihnen vorgelesen.',
  askedClose: 'Sie können diese Seite schließen und später wiederkommen.',

  unlockingTitle: 'Wird für Sie geöffnet',
  unlockingText:
    '{name} hat dieses Dokument für die Dauer des Gesprächs entsperrt. Sie brauchen keinen Code.',
  unlockingTextUnnamed:
    'Dieses Dokument wurde für die Dauer des Gesprächs entsperrt. Sie brauchen keinen Code.',
  unlocking: 'Das Dokument wird geöffnet\u00A0…',

  openTitle: 'Ihr Dokument ist geöffnet',
  view: 'Dokument ansehen',
  notShown:
    'Diese Art von Dokument kann hier weder angezeigt noch heruntergeladen werden. Wenden Sie sich an die Person, die es geteilt hat.',
  openFor: {
    one: 'Noch {count} Minute geöffnet, bis {time} Uhr.',
    other: 'Noch {count} Minuten geöffnet, bis {time} Uhr.',
  },
  openForShort: {
    one: 'Noch {count} Minute geöffnet · bis {time} Uhr',
    other: 'Noch {count} Minuten geöffnet · bis {time} Uhr',
  },
  openSees: '{name} sieht, wann Sie es ansehen.',
  openSeesUnnamed: 'Die Person, die es geteilt hat, sieht, wann Sie es ansehen.',
  left: {
    one: 'Noch {count} Minute',
    other: 'Noch {count} Minuten',
  },
  leftSoon: 'Weniger als eine Minute',
  stay: 'Geöffnet lassen',

  closedTitle: 'Wieder geschlossen',
  closedText: 'Die Zeit ist um. Geben Sie Ihren Code erneut ein, um auf Seite {count} weiterzulesen.',
  closedNormal: 'Die Zeit ist um. Sie können das Dokument erneut öffnen.',

  goneTitle: 'Dieser Link funktioniert nicht mehr',
  goneText: 'Bitten Sie die Person, die ihn gesendet hat, um einen neuen.',

  expiredTitle: 'Dieser Link ist abgelaufen',
  expiredText: 'Er galt bis zum {day}.',
  expiredAsk: 'Bitten Sie {name} um einen neuen.',

  laterTitle: 'Noch nicht verfügbar',
  laterText: 'Das Dokument öffnet sich von selbst: {when}.',

  incompleteTitle: 'Öffnen Sie den Link direkt in der Nachricht',
  incompleteText: 'Ein Teil der Adresse ist auf dem Weg hierher verloren gegangen.',
  incompleteHow:
    'Gehen Sie zurück zur Nachricht und tippen Sie dort auf den Link. Öffnet er sich nicht, halten Sie den Finger darauf, kopieren Sie ihn und fügen Sie ihn hier ein.',
  incompleteField: 'Der ganze Link',
  incompleteOpen: 'Öffnen',
  incompleteWrong: 'Das ist nicht der ganze Link. Er endet mit # und Buchstaben.',

  noConnectionTitle: 'Keine Verbindung',
  noConnectionText:
    'Ihr Code wurde nicht verbraucht. Sobald Sie wieder verbunden sind, geht es von selbst weiter.',
  troubleTitle: 'Das hat nicht geklappt',
  troubleText: 'Bei uns hat etwas nicht funktioniert. Versuchen Sie es gleich noch einmal.',
  notDownloaded: 'Das Dokument konnte nicht heruntergeladen werden. Versuchen Sie es erneut.',
}
