import type { MessageKey, TableIn } from '../table.ts'
import type { again } from './again.ts'

/** The plural categories of Arabic. */
export type Forms = 'zero' | 'one' | 'two' | 'few' | 'many' | 'other'

/** What the status region says in Arabic. */
export const said: Pick<TableIn<Forms>, Exclude<Extract<MessageKey, `said${string}`>, keyof typeof again>> = {
  saidAsked: 'لديك طلب ملفات من {name}.',
  saidAskedNote: 'لديك طلب ملفات من {name}: «{note}»',
  saidChosen: {
    zero: 'لم يتم اختيار أي ملف، {size}.',
    one: 'تم اختيار ملف واحد، {size}.',
    two: 'تم اختيار ملفين، {size}.',
    few: 'تم اختيار {count} ملفات، {size}.',
    many: 'تم اختيار {count} ملفًا، {size}.',
    other: 'تم اختيار {count} ملف، {size}.',
  },
  saidNotAdded: 'لم يُضَف {file}: {reason}',
  saidNotAddedCount: 'ملفات لم تُضَف: {count}.',
  saidStopped: 'لم يُرسَل: {file}. {reason}',
  saidWithdrawn: 'تم سحب: {files}.',
  saidWithdrawnBy: 'تم السحب من جانب {name}: {files}.',
  saidTakenBack: 'تم سحب الطلب من جانب {name}.',
  saidSending: {
    zero: 'لا ملفات قيد الإرسال.',
    one: 'جارٍ إرسال ملف واحد.',
    two: 'جارٍ إرسال ملفين.',
    few: 'جارٍ إرسال {count} ملفات.',
    many: 'جارٍ إرسال {count} ملفًا.',
    other: 'جارٍ إرسال {count} ملف.',
  },
  saidSendingPart: {
    zero: 'لا ملفات قيد الإرسال، ولم يُرسَل {refused}.',
    one: 'جارٍ إرسال ملف واحد، ولم يُرسَل {refused}.',
    two: 'جارٍ إرسال ملفين، ولم يُرسَل {refused}.',
    few: 'جارٍ إرسال {count} ملفات، ولم يُرسَل {refused}.',
    many: 'جارٍ إرسال {count} ملفًا، ولم يُرسَل {refused}.',
    other: 'جارٍ إرسال {count} ملف، ولم يُرسَل {refused}.',
  },
  saidQuarter: 'أُرسل الربع.',
  saidHalf: 'أُرسل النصف.',
  saidThreeQuarters: 'أُرسلت ثلاثة أرباع.',
  saidDelivered: 'تم تسليم: {file}.',
  saidRefused: 'مرفوض: {file}. {reason}',
  saidDeliveredCount: {
    zero: 'لم يُسلَّم أي ملف.',
    one: 'تم تسليم ملف واحد.',
    two: 'تم تسليم ملفين.',
    few: 'تم تسليم {count} ملفات.',
    many: 'تم تسليم {count} ملفًا.',
    other: 'تم تسليم {count} ملف.',
  },
  saidRefusedCount: {
    zero: 'لم يُرفض أي ملف.',
    one: 'رُفض ملف واحد.',
    two: 'رُفض ملفان.',
    few: 'رُفضت {count} ملفات.',
    many: 'رُفض {count} ملفًا.',
    other: 'رُفض {count} ملف.',
  },
  saidReady: 'جاهز للاستلام ({name}): {file}.',
  saidReadyCount: 'ملفات جاهزة للاستلام ({name}): {count}.',
  saidYouDecide: 'لم يستطع الفحص حسم أمر {file}. إنه بانتظار قرارك.',
  saidTheyDecide: 'لم يستطع الفحص حسم أمر {file}. القرار لدى {name}.',
  saidNewFile: 'ملف جديد من {name}: {file}.',
  saidNewFiles: {
    zero: 'لا ملفات جديدة من {name}.',
    one: 'ملف جديد من {name}.',
    two: 'ملفان جديدان من {name}.',
    few: '{count} ملفات جديدة من {name}.',
    many: '{count} ملفًا جديدًا من {name}.',
    other: '{count} ملف جديد من {name}.',
  },
  saidDownloaded: 'أُرسل إلى جهاز {name}: {files}.',
  saidDeclined: 'يتعذر على {name} إرسال ملفات الآن.',
}
