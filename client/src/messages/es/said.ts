import type { MessageKey, TableIn } from '../table.ts'
import type { again } from './again.ts'

/** The plural categories of Spanish. */
export type Forms = 'one' | 'many' | 'other'

/** What the status region says in Spanish. */
export const said: Pick<TableIn<Forms>, Exclude<Extract<MessageKey, `said${string}`>, keyof typeof again>> = {
  saidAsked: '{name} le solicita archivos.',
  saidAskedNote: '{name} le solicita archivos: «{note}»',
  saidChosen: {
    one: '{count} archivo elegido, {size}.',
    many: '{count} archivos elegidos, {size}.',
    other: '{count} archivos elegidos, {size}.',
  },
  saidNotAdded: 'No añadido: {file}. {reason}',
  saidNotAddedCount: {
    one: '{count} archivo no añadido.',
    many: '{count} archivos no añadidos.',
    other: '{count} archivos no añadidos.',
  },
  saidStopped: 'No enviado: {file}. {reason}',
  saidWithdrawn: 'Retirado: {files}.',
  saidWithdrawnBy: '{name} ha retirado {files}.',
  saidTakenBack: '{name} ha retirado la solicitud.',
  saidSending: {
    one: 'Enviando {count} archivo.',
    many: 'Enviando {count} archivos.',
    other: 'Enviando {count} archivos.',
  },
  saidSendingPart: {
    one: 'Enviando {count} archivo. No enviados: {refused}.',
    many: 'Enviando {count} archivos. No enviados: {refused}.',
    other: 'Enviando {count} archivos. No enviados: {refused}.',
  },
  saidQuarter: 'Enviada una cuarta parte.',
  saidHalf: 'Enviada la mitad.',
  saidThreeQuarters: 'Enviadas tres cuartas partes.',
  saidDelivered: 'Entregado: {file}.',
  saidRefused: 'Rechazado: {file}. {reason}',
  saidDeliveredCount: {
    one: '{count} archivo entregado.',
    many: '{count} archivos entregados.',
    other: '{count} archivos entregados.',
  },
  saidRefusedCount: {
    one: '{count} archivo rechazado.',
    many: '{count} archivos rechazados.',
    other: '{count} archivos rechazados.',
  },
  saidReady: 'Listo para {name}: {file}.',
  saidReadyCount: {
    one: '{count} archivo listo para {name}.',
    many: '{count} archivos listos para {name}.',
    other: '{count} archivos listos para {name}.',
  },
  saidYouDecide: 'El análisis de {file} no es concluyente. Está pendiente de su decisión.',
  saidTheyDecide: 'El análisis de {file} no es concluyente. {name} debe decidir.',
  saidNewFile: 'Archivo nuevo de {name}: {file}.',
  saidNewFiles: {
    one: '{count} archivo nuevo de {name}.',
    many: '{count} archivos nuevos de {name}.',
    other: '{count} archivos nuevos de {name}.',
  },
  saidDownloaded: 'Enviado al dispositivo de {name}: {files}.',
  saidDeclined: '{name} no puede enviar archivos ahora.',
}
