import type { TableIn } from '../table.ts'
import type { Forms } from './said.ts'

/** The Arabic sentences of the desk, and the reasons for a refusal in two or three words. */
export const desk = {
  // The desk.
  deskTitle: 'مكتبك',
  deskCounts: '{day} · {counts}',
  countInCall: '{count} في مكالمة',
  countWaiting: '{count} في الانتظار',
  waitingRoom: 'غرفة الانتظار',
  inACall: 'في مكالمة',
  waitingFor: {
    zero: 'في الانتظار منذ لحظات',
    one: 'في الانتظار منذ دقيقة',
    two: 'في الانتظار منذ دقيقتين',
    few: 'في الانتظار منذ {count} دقائق',
    many: 'في الانتظار منذ {count} دقيقة',
    other: 'في الانتظار منذ {count} دقيقة',
  },
  waitingForAppointment: {
    zero: 'في الانتظار منذ لحظات · الموعد الساعة {time}',
    one: 'في الانتظار منذ دقيقة · الموعد الساعة {time}',
    two: 'في الانتظار منذ دقيقتين · الموعد الساعة {time}',
    few: 'في الانتظار منذ {count} دقائق · الموعد الساعة {time}',
    many: 'في الانتظار منذ {count} دقيقة · الموعد الساعة {time}',
    other: 'في الانتظار منذ {count} دقيقة · الموعد الساعة {time}',
  },
  justCameIn: 'وصول للتو',
  justCameInAppointment: 'وصول للتو · الموعد الساعة {time}',
  inCallSince: 'في المكالمة منذ الساعة {time}',
  leftWaitingRoom: '{name} خارج غرفة الانتظار الآن',
  leftCall: '{name} خارج المكالمة الآن',
  filesArriving: {
    zero: 'لا ملفات قيد الاستلام',
    one: 'جارٍ استلام ملف واحد',
    two: 'جارٍ استلام ملفين',
    few: 'جارٍ استلام {count} ملفات',
    many: 'جارٍ استلام {count} ملفًا',
    other: 'جارٍ استلام {count} ملف',
  },
  filesToDecide: 'ملفات بانتظار قرارك: {count}',
  askedForFiles: 'تم طلب ملفات',
  files: 'الملفات',
  filesOfPerson: 'ملفات {name}',
  closeFilesOf: 'إغلاق ملفات {name}',
  nobodyWaiting: 'لا أحد في الانتظار',
  nobodyWaitingText: 'يظهر المرضى هنا عند فتح مواعيدهم.',

  // Why a file was refused, for the other side.
  reasonType: 'نوع غير مقبول',
  reasonCheck: 'لم يجتز الفحص',
  reasonSize: 'كبير جدًا',
  reasonEmpty: 'فارغ',
  reasonName: 'اسم غير صالح',
  reasonDamaged: 'تالف',
  reasonLocked: 'محمي بكلمة مرور',
  reasonMacros: 'يحتوي على وحدات ماكرو',
  reasonHarmful: 'ضار، وتم حذفه',
  reasonUndecided: 'لم يحسم الفحص أمره، وتم حذفه',
  reasonStopped: 'تم إيقافه',
} as const satisfies Partial<TableIn<Forms>>
