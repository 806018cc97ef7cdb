import type { ProblemSentences } from '../language.ts'
import { found, states } from './found.ts'

const sendAnother = 'يُرجى إرسال ملف PDF أو JPG أو PNG أو Word أو PowerPoint أو Excel.'

const again = 'يُرجى فتحه وحفظه مجددًا وإرسال النسخة الجديدة.'
const damaged = `هذا الملف تالف. ${again}`
const damagedBy = (how: string): string => `هذا الملف تالف: ${how}. ${again}`
const unlikeItsName = (how: string): string => `محتوى هذا الملف لا يطابق اسمه: ${how}. ${again}`

// A file extension has a left-to-right mark in front, which keeps its dot on its left.
const codes: ProblemSentences['codes'] = {
  BAD_REQUEST: 'لا يمكن قراءة هذا الأمر{why}. يُرجى تصحيحه وإرساله مجددًا.',
  UNKNOWN_COMMAND: 'لا يوجد أمر كهذا هنا. يُرجى الرجوع إلى \u2066/openapi.json\u2069 وحزمة البروتوكول.',
  UNSUPPORTED_VERSION: 'يستخدم الخادم والتطبيق إصدارين مختلفين من البروتوكول. يُرجى تحديث الأقدم منهما.',
  NOTE_TOO_LONG: 'عدد أحرف هذا النص {count}، والحد الأقصى {limit}. يُرجى تقصيره.',
  MULTIPART_INVALID: 'متن multipart هذا غير مكتمل أو غير سليم{why}. يُرجى إرساله كاملًا مجددًا.',
  PART_UNKNOWN:
    'أحد أجزاء هذا النموذج لا يخص أي ملف معروض، أو قد يخص عدة ملفات. يُرجى تسمية كل جزء بمعرّف ملفه وإرسال النموذج مجددًا.',
  MEDIA_TYPE_NOT_SUPPORTED:
    'لا يقبل هذا العنوان متنًا من هذا النوع{why}. يُرجى إرسال النوع المذكور في الوثائق.',
  BODY_TOO_LARGE: 'حجم هذا الأمر أكثر من {limitSize}. الأوامر صغيرة، وللملفات عنوان رفع خاص بها.',
  UNAUTHENTICATED: 'تم تسجيل خروجك. يُرجى تسجيل الدخول مجددًا، ثم إعادة المحاولة.',
  TOKEN_INVALID: 'هذا الرمز المميز غير مخصص لهذا الخادم. يُرجى طلب رمز مميز جديد.',
  TOKEN_EXPIRED: 'انتهت صلاحية هذا الرمز المميز. يُرجى طلب رمز مميز جديد.',
  TOKEN_NOT_YET_VALID: 'هذا الرمز المميز غير صالح بعد. يُرجى التحقق من ساعة الجهاز الذي أنشأه.',
  DOWNLOADS_FULL:
    'عدد التنزيلات الجارية في آنٍ واحد كبير جدًا{why}. يُرجى الانتظار حتى ينتهي أحدها ثم إعادة المحاولة.',
  KEYS_UNAVAILABLE: 'تعذّر التحقق من مصدر هذا الرمز المميز. ما أُرسل محفوظ. يُرجى إعادة المحاولة بعد قليل.',
  TICKET_INVALID: 'عنوان التنزيل هذا ليس من عناويننا، أو تم تغييره. يُرجى طلب عنوان جديد.',
  TICKET_EXPIRED: 'انتهت صلاحية عنوان التنزيل هذا. يُرجى طلب عنوان جديد؛ فالملف ما زال موجودًا.',
  ORIGIN_NOT_ALLOWED: 'لا يُسمح لصفحات هذا المصدر باستخدام هذا الخادم. يُرجى إضافة المصدر إلى ALLOWED_ORIGINS.',
  EMBED_INVALID: 'لم تُعِدّ هذه الصفحة تبادل الملفات بعد: {field} غير موجود أو غير صحيح.',
  NO_TOKEN: 'ليس لهذه الصفحة وصول إلى تبادل الملفات بعد. تتكرر المحاولة تلقائيًا.',
  TOKEN_MISPLACED: 'تستخدم هذه الصفحة رمزًا مميزًا مخصصًا لغرض آخر.',
  NO_SERVER: 'لا يجيب أي خادم Chairside على العنوان {at} بعد. تتكرر المحاولة تلقائيًا.',
  BLOCKED_BY_PAGE: 'لا تسمح هذه الصفحة لتبادل الملفات بالاتصال بـ {at}.',
  NOT_FOUND: 'هذا غير موجود هنا، أو غير متاح لك.',
  RATE_LIMITED: 'أوامر كثيرة جدًا في وقت قصير{why}. يُرجى الانتظار لحظة ثم المتابعة.',
  TOO_MANY_CONNECTIONS:
    'عدد اتصالاتك هنا أكثر من {limit}، لذا أُغلق هذا الاتصال لأنه الأقدم. يُرجى إغلاق الصفحات غير اللازمة وفتح هذه الصفحة مجددًا.',
  ONE_TO_ONE_ONLY: 'يعمل تبادل الملفات مع مريض واحد في كل مرة. المستندات لا تتأثر بذلك.',
  PLAN_REQUIRED: 'تبادل الملفات متاح ضمن باقتي Pro وClinic.',
  NOT_ASKED: 'يمكنك إرسال ملفات عند وصول طلب من {otherName}.',
  APPOINTMENT_ENDED: 'انتهى الموعد. لا يمكن إرسال شيء جديد؛ وما هو جاهز ما زال حفظه ممكنًا.',
  APPOINTMENT_FULL: 'اكتملت المساحة المتاحة لك في هذا الموعد. يُرجى سحب الملفات التي لم تعد لازمة.',
  CONFLICT: 'تم هذا من قبل بمحتوى آخر، أو لم يعد ممكنًا{why}. يُرجى الاطّلاع على حالته الحالية.',
  RECIPIENT_GONE:
    'لم يعد الشخص المقصود في هذا الموعد. لم يُرسَل شيء. يُرجى معرفة من الموجود الآن، والإرسال مجددًا إن كان الملف يخصه.',
  TRANSFER_CLOSED: 'عملية الإرسال هذه مكتملة. يُرجى بدء عملية جديدة لإرسال المزيد من الملفات.',
  NOT_READY: 'هذا الملف غير جاهز بعد. يمكن فتحه بعد وصوله وفحصه.',
  WITHDRAWN: 'تم سحب هذا الملف.',
  EXPIRED: 'لم يعد هذا الملف محفوظًا. تبقى الملفات مدة محددة فقط بعد الموعد.',
  LIBRARY_FULL:
    'مع هذا المستند يصبح حجم مكتبتك {actualSize}، والحد الأقصى {limitSize}. يُرجى حذف ما لم تعد هناك حاجة إليه.',
  FILE_COUNT_LIMIT: 'عدد هذه الملفات {count}، والحد الأقصى دفعة واحدة {limit}. يُرجى إرسال الباقي بعد ذلك.',
  FILE_TOO_LARGE: 'حجم هذا الملف {actualSize}، والحد الأقصى {limitSize}. يُرجى اختيار ملف أصغر.',
  TRANSFER_TOO_LARGE: 'حجم هذه الملفات معًا {actualSize}، والحد الأقصى {limitSize}. يُرجى إزالة أحدها.',
  SIZE_MISMATCH: 'الحجم الذي وصل يختلف عن الحجم المعلن. ربما تغيّر الملف أثناء الإرسال. يُرجى اختياره مجددًا.',
  EMPTY: 'هذا الملف فارغ (0\u00A0B). يُرجى التحقق منه واختياره مجددًا.',
  FILENAME_INVALID: 'لا يمكن استخدام اسم هذا الملف. يُرجى إعادة تسميته واختياره مجددًا.',
  EXTENSION_NOT_ALLOWED: `ملفات \u200E.{extension} غير مقبولة هنا. ${sendAnother}`,
  TYPE_NOT_ALLOWED: `نوع هذا الملف غير مقبول هنا. ${sendAnother}`,
  POLYGLOT_ZIP: unlikeItsName('فهو أرشيف ZIP أيضًا'),
  POLYGLOT_PDF: unlikeItsName('فهو ملف PDF أيضًا'),
  POLYGLOT_DICOM: unlikeItsName('فهو صورة DICOM أيضًا'),
  POLYGLOT_TAR: unlikeItsName('فهو أرشيف TAR أيضًا'),
  POLYGLOT_ISO: unlikeItsName('فهو صورة قرص أيضًا'),
  PDF_HEADER_NOT_AT_START:
    'يوجد شيء آخر قبل بداية ملف PDF هذا. يُرجى فتحه وحفظه مجددًا بصيغة PDF وإرسال النسخة الجديدة.',
  BROKEN_PNG: damaged,
  BROKEN_JPEG: damaged,
  IMAGE_TOO_MANY_PIXELS:
    'دقة هذه الصورة {actualMillions} ميغابكسل، والحد الأقصى {limitMillions}. يُرجى تصغيرها وإرسال النسخة المصغّرة.',
  ZIP_UNREADABLE: damaged,
  ZIP_TRAILING_DATA: damagedBy('يوجد شيء آخر بعد نهايته'),
  ZIP_PREFIX_DATA: damagedBy('محتواه أكثر مما هو مُدرج فيه'),
  ZIP_DUPLICATE_ENTRY: damagedBy('أحد أجزائه مكرر'),
  ZIP_TOO_MANY_ENTRIES: damagedBy('عدد أجزائه كبير جدًا'),
  ZIP_BOMB: damagedBy('حجمه بعد فك الضغط كبير جدًا'),
  NOT_OOXML: unlikeItsName('الجزء الرئيسي لملف Office مفقود'),
  OOXML_BAD_XML: damagedBy('لا يمكن قراءة قائمة أجزائه'),
  OOXML_CT_TOO_BIG: damagedBy('قائمة أجزائه طويلة جدًا'),
  OOXML_AMBIGUOUS: unlikeItsName('فهو من نوعين من ملفات Office في آنٍ واحد'),
  OOXML_FOREIGN_PARTS: unlikeItsName('فهو تطبيق أو مستند لبرنامج آخر أيضًا'),
  ENCRYPTED_OOXML:
    'ملف Office هذا محمي بكلمة مرور، لذا لا يمكن فحصه. يُرجى حفظه دون كلمة مرور وإرسال النسخة الجديدة.',
  MACRO_PART: 'يحتوي هذا الملف على وحدات ماكرو (برامج صغيرة). يُرجى حفظه بصيغة PDF وإرسال النسخة الجديدة.',
  CFB_UNREADABLE: damaged,
  CFB_NOT_OFFICE: unlikeItsName('الجزء الرئيسي لملف Office مفقود'),
  CFB_AMBIGUOUS: unlikeItsName('فهو من نوعين من ملفات Office في آنٍ واحد'),
  INFECTED: 'عثر فحص الفيروسات على شيء ضار في هذا الملف. تم حذفه ولم يفتحه أحد. يُرجى عدم إرساله مجددًا.',
  CHECK_UNDECIDED:
    'لم يستطع فحص الفيروسات حسم أمر هذا الملف{why}. تم حذفه ولم يفتحه أحد. يُرجى إرساله بصيغة أخرى.',
  CONTENT_GONE: 'فُقد هذا الملف من جانبنا ولم يعد فتحه ممكنًا. يلزم إرساله مجددًا.',
  CONTENT_LOST: 'فُقد من جانبنا ما أُرسل من هذا الملف. يُرجى اختياره مجددًا.',
  CONTENT_CHANGED: 'هذا محتوى غير الذي يذكره الطلب (If-Match). يُرجى تنزيله من جديد من بدايته.',
  UPLOAD_OFFSET_MISMATCH: 'توقّف الإرسال عند موضع غير متوقع. سيُستأنف من الموضع الصحيح.',
  UPLOAD_MIXED: 'ما وصل من هذا الملف غير متطابق، وتم تجاهله. يُرجى إرسال الملف مجددًا من بدايته.',
  REQUEST_TOO_SLOW: 'وصل هذا الطلب ببطء شديد ولم يُنفَّذ شيء. يُرجى إرساله مجددًا.',
  UPLOAD_TOO_SLOW: 'ما ينقله الاتصال قليل جدًا. ما أُرسل محفوظ. سيُستأنف الإرسال تلقائيًا عندما يتحسن الاتصال.',
  UPLOAD_TAKEN_OVER: 'انتقلت عملية الرفع هذه إلى اتصال أحدث.',
  UPLOAD_VERSION_UNSUPPORTED: 'يستخدم الرفع هنا tus 1.0.0. يُرجى إرسال «Tus-Resumable: 1.0.0».',
  CHECK_UNAVAILABLE: 'فحص الفيروسات غير متاح حاليًا. سنعيد المحاولة تلقائيًا. لا يمكن لأحد فتح الملف قبل ذلك.',
  STORAGE_FULL: 'لا مساحة لهذا الملف حاليًا. ما أُرسل محفوظ. يُرجى إعادة المحاولة لاحقًا.',
  STORAGE_UNAVAILABLE: 'تعذّر الوصول إلى الملفات حاليًا. ما أُرسل محفوظ. يُرجى إعادة المحاولة بعد قليل.',
  LINE_DOWN: 'تعذّر الوصول إلى الخادم. ما أُرسل محفوظ. يُرجى إعادة المحاولة.',
  FILE_DIFFERS: 'هذا ليس الملف الذي أُرسلت بدايته. يُرجى اختيار الملف نفسه مجددًا، أو سحبه وإرسال هذا الملف.',
  FILE_CHANGED: 'تغيّر هذا الملف على جهازك بعد اختياره. يُرجى اختياره مجددًا.',
  SHUTTING_DOWN: 'جارٍ إعادة تشغيل الخادم. ما أُرسل محفوظ. تستمر العملية بعد قليل.',
  INTERNAL: 'حدث خلل من جانبنا. ما أُرسل محفوظ.',
}

const kinds: Readonly<Record<string, string>> = {
  pdf: 'ملف PDF',
  jpg: 'صورة JPG',
  png: 'صورة PNG',
  gif: 'صورة GIF',
  webp: 'صورة WebP',
  bmp: 'صورة BMP',
  tif: 'صورة TIFF',
  tiff: 'صورة TIFF',
  svg: 'رسم SVG',
  doc: 'ملف Word',
  docx: 'ملف Word',
  ppt: 'ملف PowerPoint',
  pptx: 'ملف PowerPoint',
  xls: 'ملف Excel قديم (\u200E.xls)',
  xlsx: 'ملف Excel',
  msg: 'رسالة Outlook',
  vsd: 'رسم Visio',
  mp4: 'فيديو MP4',
  mov: 'فيديو MOV',
  avi: 'فيديو AVI',
  webm: 'فيديو WebM',
  mp3: 'صوت MP3',
  m4a: 'صوت M4A',
  zip: 'أرشيف ZIP',
  rar: 'أرشيف RAR',
  '7z': 'أرشيف 7-Zip',
  txt: 'ملف نصي',
  csv: 'جدول CSV',
  rtf: 'نص RTF',
  html: 'صفحة ويب',
  exe: 'برنامج',
  elf: 'برنامج',
  msi: 'برنامج',
  jar: 'برنامج',
  apk: 'برنامج',
  odt: 'نص OpenDocument',
  pages: 'مستند Pages',
}

/** What is wrong, in Arabic. */
export const problems: ProblemSentences = {
  codes,
  crowded: 'هذا الأمر كبير جدًا{why}. الأوامر صغيرة، وللملفات عنوان رفع خاص بها.',
  usedUp: 'لم يعد هذا الموعد يتسع للمزيد{why}.',
  unsized:
    'لا تذكر هذه الصورة في بدايتها عدد وحدات البكسل فيها. يُرجى فتحها وحفظها مجددًا وإرسال النسخة الجديدة.',
  versions: {
    app: 'يستخدم التطبيق إصدارًا من البروتوكول ({appVersion}) أقدم من إصدار الخادم ({serverVersion}). يُرجى تحديث التطبيق.',
    server:
      'يستخدم الخادم إصدارًا من البروتوكول ({serverVersion}) أقدم من إصدار التطبيق ({appVersion}). يُرجى تحديث الخادم.',
  },
  endings: {
    xls: 'هذا ملف Excel قديم (\u200E.xls). يُرجى حفظه بصيغة \u200E.xlsx وإرسال النسخة الجديدة.',
    '': `ليس لاسم هذا الملف امتداد. ${sendAnother}`,
  },
  older:
    'ملفات \u200E.{extension} غير مقبولة هنا. يُرجى حفظ الملف بصيغة \u200E.{newer} وإرسال النسخة الجديدة.',
  found,
  states,
  body: 'متن الطلب',
  wrongType: {
    unlike:
      'اسم الملف يشير إلى {promised}، ومحتواه غير ذلك. يُرجى حفظه مجددًا بصيغة {promised} وإرسال النسخة الجديدة.',
    unlikeAt: 'اسم الملف يشير إلى {promised}، ومحتواه {kind}.',
    unnamed: 'هذا {kind}، وهو نوع غير مقبول هنا.',
    unknown: 'نوع هذا الملف غير مقبول هنا.',
    saveAs: 'يُرجى حفظه بصيغة \u200E.{newer} وإرسال النسخة الجديدة.',
    saveAsPromised: 'يُرجى حفظه بصيغة {promised} وإرسال النسخة الجديدة.',
    sendAnother,
    kind: (extension) => kinds[extension] ?? `ملف \u200E.${extension}`,
  },
  heic: {
    iphone: 'هذه صورة HEIC. يُرجى اختيارها من «الصور» وليس من «الملفات»، ليحوّلها هاتفك إلى JPG.',
    elsewhere: 'هذه صورة HEIC. يُرجى حفظها أولًا بصيغة JPG وإرسال النسخة الجديدة.',
  },
}
