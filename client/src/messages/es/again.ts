/** The sentences of `en/again.ts` in Spanish. */
export const again = {
  chooseYoursAgain: {
    one: 'Vuelva a elegir su archivo.',
    many: 'Vuelva a elegir sus {count} archivos.',
    other: 'Vuelva a elegir sus {count} archivos.',
  },
  loadedAnew: {
    one: 'Esta página se ha recargado y ya no puede leerlo. Lo enviado está a salvo: el envío sigue donde se detuvo.',
    many: 'Esta página se ha recargado y ya no puede leerlos. Lo enviado está a salvo: el envío sigue donde se detuvo.',
    other:
      'Esta página se ha recargado y ya no puede leerlos. Lo enviado está a salvo: el envío sigue donde se detuvo.',
  },
  senderGone: {
    one: 'La página que lo enviaba se ha cerrado o no tiene conexión. Lo enviado está a salvo: el envío sigue donde se detuvo.',
    many: 'La página que los enviaba se ha cerrado o no tiene conexión. Lo enviado está a salvo: el envío sigue donde se detuvo.',
    other:
      'La página que los enviaba se ha cerrado o no tiene conexión. Lo enviado está a salvo: el envío sigue donde se detuvo.',
  },
  neverSent: {
    one: 'Esta página se recargó antes de que se pudiera enviar.',
    many: 'Esta página se recargó antes de que se pudieran enviar.',
    other: 'Esta página se recargó antes de que se pudieran enviar.',
  },
  browserAsks: {
    one: 'El navegador pide permiso antes de volver a leer su archivo.',
    many: 'El navegador pide permiso antes de volver a leer sus {count} archivos.',
    other: 'El navegador pide permiso antes de volver a leer sus {count} archivos.',
  },
  goesOn: 'Lo enviado está a salvo: el envío sigue donde se detuvo.',
  strangers: {
    one: '{files} es otro archivo. No se ha enviado.',
    many: '{files} son otros archivos. No se han enviado.',
    other: '{files} son otros archivos. No se han enviado.',
  },
  youWereSending: 'Envío interrumpido',
  doneOf: 'entregados: {done} de {count}',
  chooseItAgain: 'Vuelva a elegirlo · {size}',
  notSentYet: 'Aún sin enviar',
  forgetUnsent: 'No enviar {file}',
  saidChoosesAgain: 'En pausa: {files}. {name} debe volver a elegirlo.',
  choosesAgain: 'En pausa. {name} debe volver a elegirlo',
} as const
