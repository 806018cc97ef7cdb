import type { FoundReason, FoundState } from '@chairside/protocol'

/** A JSON pointer begins with a slash; isolated, it keeps its own direction (Unicode UAX #9). */
const field = '\u2068{field}\u2069'

/** What was found wrong, in the words that follow a colon. */
export const found: Readonly<Record<FoundReason, string>> = {
  missing: `${field} مفقود`,
  'wrong-kind': `نوع ${field} غير النوع المطلوب`,
  'wrong-form': `صيغة ${field} غير الصيغة المطلوبة`,
  'too-small': `${field} أصغر أو أقصر من اللازم`,
  'too-large': `${field} أكبر أو أطول من اللازم`,
  'unknown-field': `في ${field} حقل غير معروف هنا`,
  'not-allowed': `${field} ليس من القيم المسموح بها`,
  'not-http': 'طلب HTTP غير سليم',
  'not-json': 'متن الطلب ليس JSON',
  'not-offset-stream': 'يجب أن يكون المتن application/offset+octet-stream',
  'upload-offset': 'يجب أن يكون Upload-Offset عددًا صحيحًا',
  'upload-digest': 'يجب أن يكون Upload-Digest بالشكل \u2066sha-256=:…:\u2069 (RFC 9530)',
  'no-file': 'لا يحتوي على أي ملف',
  'many-fields': 'عدد حقوله أكثر من {limit}',
  packed: 'المحتوى مضغوط',
  'not-an-address': 'عنوان الخادم ليس عنوان http أو https',
  'ends-before-start': 'يجب أن يكون endsAt بعد startsAt',
  'same-id-twice': 'لملفين المعرّف نفسه',
  'same-person-twice': 'ذُكر شخص واحد مرتين',
  'answered-by-patient': 'المريض هو من يجيب عن الطلب',
  'other-content': 'وصل بمحتوى آخر',
  paused: 'أُوقف مؤقتًا من جانب المرسِل',
  'past-files': 'تُحتسب الملفات المنتهية أيضًا، والحد الأقصى {limit}',
  'past-transfers': 'تُحتسب عمليات النقل المنتهية أيضًا، والحد الأقصى {limit}',
  'past-requests': 'تُحتسب الطلبات المنتهية أيضًا، والحد الأقصى {limit}',
  'expiry-too-far': 'يجب ألا يتجاوز expiresAt عدد السنوات المسموح به ({limit})',
  'expiry-in-past': 'يجب أن يكون expiresAt في المستقبل',
  'other-library': 'المستند في مكتبة مقدّم رعاية آخر',
  'no-library': 'قيمة practitioner مفقودة، وattach لا يحدد موعدًا',
  'unknown-appointment': 'لا يوجد موعد كهذا',
  'unknown-participant': 'ليس في هذا الموعد مشارك كهذا',
  'unknown-practitioner': 'لا موعد ولا مستند لمقدّم الرعاية هذا',
  attachments: 'الحد الأقصى لمستندات الموعد الواحد {limit}',
  'own-downloads': 'الحد الأقصى للشخص الواحد في آنٍ واحد {limit}',
  'many-bytes': 'حجمها أكثر من {limit} كيلوبايت في الثانية',
  'many-waits': 'عدد الطلبات المنتظرة في آنٍ واحد أكثر من {limit}',
  'check-locked': 'الملف محمي بكلمة مرور',
  'check-too-much': 'محتواه أكثر مما يقرؤه الفحص',
  'check-suspected': 'فيه شيء غير معتاد',
}

/** The states of files and requests, in the words that follow a colon. */
export const states: Readonly<Record<FoundState, string>> = {
  offered: 'معروض',
  receiving: 'في الطريق',
  checking: 'قيد الفحص',
  ready: 'جاهز',
  downloaded: 'أُرسل إلى جهاز المستلم',
  rejected: 'مرفوض',
  withdrawn: 'تم سحبه',
  expired: 'انتهت صلاحيته',
  asked: 'مفتوح',
  answering: 'قيد الرد',
  answered: 'تم الرد عليه',
  declined: 'تم الاعتذار عنه',
  deleted: 'محذوف',
}
