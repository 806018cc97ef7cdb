import type { MessageKey, TableIn } from '../table.ts'
import type { again } from './again.ts'

/** The plural categories of French. */
export type Forms = 'one' | 'many' | 'other'

/** What the status region says in French. */
export const said: Pick<TableIn<Forms>, Exclude<Extract<MessageKey, `said${string}`>, keyof typeof again>> = {
  saidAsked: '{name} vous demande des fichiers.',
  saidAskedNote: '{name} vous demande des fichiers\u00A0: «\u00A0{note}\u00A0»',
  saidChosen: {
    one: '{count} fichier choisi, {size}.',
    many: '{count} fichiers choisis, {size}.',
    other: '{count} fichiers choisis, {size}.',
  },
  saidNotAdded: 'Non ajouté\u00A0: {file}. {reason}',
  saidNotAddedCount: {
    one: '{count} fichier non ajouté.',
    many: '{count} fichiers non ajoutés.',
    other: '{count} fichiers non ajoutés.',
  },
  saidStopped: 'Non envoyé\u00A0: {file}. {reason}',
  saidWithdrawn: 'Retiré\u00A0: {files}.',
  saidWithdrawnBy: '{name} a retiré\u00A0: {files}.',
  saidTakenBack: '{name} a annulé la demande.',
  saidSending: {
    one: 'Envoi de {count} fichier.',
    many: 'Envoi de {count} fichiers.',
    other: 'Envoi de {count} fichiers.',
  },
  saidSendingPart: {
    one: 'Envoi de {count} fichier. Non envoyés\u00A0: {refused}.',
    many: 'Envoi de {count} fichiers. Non envoyés\u00A0: {refused}.',
    other: 'Envoi de {count} fichiers. Non envoyés\u00A0: {refused}.',
  },
  saidQuarter: 'Un quart envoyé.',
  saidHalf: 'Moitié envoyée.',
  saidThreeQuarters: 'Trois quarts envoyés.',
  saidDelivered: 'Transmis\u00A0: {file}.',
  saidRefused: 'Refusé\u00A0: {file}. {reason}',
  saidDeliveredCount: {
    one: '{count} fichier transmis.',
    many: '{count} fichiers transmis.',
    other: '{count} fichiers transmis.',
  },
  saidRefusedCount: {
    one: '{count} fichier refusé.',
    many: '{count} fichiers refusés.',
    other: '{count} fichiers refusés.',
  },
  saidReady: 'Prêt pour {name}\u00A0: {file}.',
  saidReadyCount: {
    one: '{count} fichier prêt pour {name}.',
    many: '{count} fichiers prêts pour {name}.',
    other: '{count} fichiers prêts pour {name}.',
  },
  saidYouDecide: 'Le contrôle n’est pas concluant pour {file}. Le fichier attend votre décision.',
  saidTheyDecide: 'Le contrôle n’est pas concluant pour {file}. {name} doit décider.',
  saidNewFile: 'Nouveau fichier ({name})\u00A0: {file}.',
  saidNewFiles: {
    one: '{count} nouveau fichier ({name}).',
    many: '{count} nouveaux fichiers ({name}).',
    other: '{count} nouveaux fichiers ({name}).',
  },
  saidDownloaded: 'Envoyé sur l’appareil ({name})\u00A0: {files}.',
  saidDeclined: '{name} ne peut pas envoyer de fichiers pour le moment.',
}
