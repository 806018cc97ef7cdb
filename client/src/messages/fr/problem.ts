import type { ProblemSentences } from '../language.ts'
import type { Message } from '../table.ts'
import { found, states } from './found.ts'

const count = (one: string, other: string): Message => ({ one, many: other, other })

const sendAnother = 'Envoyez un fichier PDF, JPG, PNG, Word, PowerPoint ou Excel.'

const again = 'Ouvrez-le, enregistrez-le à nouveau et envoyez cette version.'
const damaged = `Ce fichier est endommagé. ${again}`
const damagedBy = (how: string): string => `Ce fichier est endommagé\u00A0: ${how}. ${again}`
const unlikeItsName = (how: string): string =>
  `Le contenu de ce fichier ne correspond pas à son nom\u00A0: ${how}. ${again}`

const codes: ProblemSentences['codes'] = {
  BAD_REQUEST: 'Cette commande est illisible{why}. Corrigez-la et renvoyez-la.',
  UNKNOWN_COMMAND: 'Cette commande n’existe pas ici. Consultez /openapi.json et le paquet du protocole.',
  UNSUPPORTED_VERSION:
    'Le serveur et l’application utilisent des versions différentes du protocole. Mettez à jour la plus ancienne.',
  NOTE_TOO_LONG: count(
    'Ce texte compte {count} caractère\u202F; la limite est de {limit}. Raccourcissez-le.',
    'Ce texte compte {count} caractères\u202F; la limite est de {limit}. Raccourcissez-le.',
  ),
  MULTIPART_INVALID: 'Ce corps multipart est incomplet ou mal formé{why}. Renvoyez-le en entier.',
  PART_UNKNOWN:
    'Une partie de ce formulaire n’appartient à aucun fichier, ou peut appartenir à plusieurs. Nommez chaque partie d’après l’id de son fichier et renvoyez le formulaire.',
  MEDIA_TYPE_NOT_SUPPORTED:
    'Cette adresse n’accepte pas ce type de corps{why}. Envoyez le type indiqué dans la documentation.',
  BODY_TOO_LARGE:
    'Cette commande dépasse {limitSize}. Les commandes sont courtes\u202F; les fichiers ont leur propre adresse.',
  UNAUTHENTICATED: 'Votre session est fermée. Identifiez-vous à nouveau, puis réessayez.',
  TOKEN_INVALID: 'Ce jeton n’est pas destiné à ce serveur. Demandez-en un nouveau.',
  TOKEN_EXPIRED: 'Ce jeton a expiré. Demandez-en un nouveau.',
  TOKEN_NOT_YET_VALID: 'Ce jeton n’est pas encore valable. Vérifiez l’horloge de la machine qui l’a créé.',
  DOWNLOADS_FULL: 'Trop de téléchargements sont en cours{why}. Attendez la fin de l’un d’eux et réessayez.',
  KEYS_UNAVAILABLE:
    'Impossible de vérifier pour le moment qui a créé ce jeton. Ce qui a été envoyé est conservé. Réessayez dans un instant.',
  TICKET_INVALID:
    'Cette adresse de téléchargement n’est pas la nôtre ou a été modifiée. Demandez-en une nouvelle.',
  TICKET_EXPIRED:
    'Cette adresse de téléchargement a expiré. Demandez-en une nouvelle\u202F; le fichier est toujours là.',
  ORIGIN_NOT_ALLOWED:
    'Les pages de cette origine ne peuvent pas utiliser ce serveur. Ajoutez-la à ALLOWED_ORIGINS.',
  EMBED_INVALID:
    'Cette page n’a pas encore configuré l’échange de fichiers : {field} manque ou est incorrect.',
  NO_TOKEN:
    'Cette page n’a pas encore accès à l’échange de fichiers. Une nouvelle tentative se fait automatiquement.',
  TOKEN_MISPLACED: 'Cette page utilise un jeton prévu pour autre chose.',
  NO_SERVER:
    'Aucun serveur Chairside ne répond encore à {at}. Une nouvelle tentative se fait automatiquement.',
  BLOCKED_BY_PAGE: 'Cette page ne permet pas à l’échange de fichiers de se connecter à {at}.',
  NOT_FOUND: 'Cet élément n’existe pas ici ou ne vous est pas accessible.',
  RATE_LIMITED: 'Trop de commandes en peu de temps{why}. Patientez un instant et continuez.',
  TOO_MANY_CONNECTIONS:
    'Plus de {limit} connexions étaient ouvertes ici à votre nom\u202F; celle-ci, la plus ancienne, a donc été fermée. Fermez les pages inutiles et rouvrez celle-ci.',
  ONE_TO_ONE_ONLY:
    'L’Échange de fichiers fonctionne avec un seul patient à la fois. Les documents restent disponibles.',
  PLAN_REQUIRED: 'L’Échange de fichiers fait partie des offres Pro et Clinic.',
  NOT_ASKED: 'Vous pourrez envoyer des fichiers quand {otherName} vous en demandera.',
  APPOINTMENT_ENDED:
    'Le rendez-vous est terminé. L’envoi n’est plus possible\u202F; les fichiers prêts peuvent encore être enregistrés.',
  APPOINTMENT_FULL:
    'Il n’y a plus de place de votre côté de ce rendez-vous. Retirez des fichiers devenus inutiles.',
  CONFLICT: 'Cela a déjà été fait autrement ou n’est plus possible{why}. Vérifiez l’état actuel.',
  RECIPIENT_GONE:
    'La personne à qui c’était destiné n’est plus dans ce rendez-vous. Rien n’a été envoyé. Regardez qui est là maintenant, et refaites l’envoi s’il est pour cette personne.',
  TRANSFER_CLOSED: 'Cet envoi est terminé. Commencez-en un nouveau pour d’autres fichiers.',
  NOT_READY: 'Ce fichier n’est pas encore prêt. Il pourra être ouvert une fois reçu et contrôlé.',
  WITHDRAWN: 'Ce fichier a été retiré.',
  EXPIRED:
    'Ce fichier n’est plus conservé. Les fichiers ne sont conservés qu’un certain temps après le rendez-vous.',
  LIBRARY_FULL:
    'Avec ce document, votre bibliothèque atteindrait {actualSize}\u202F; la limite est de {limitSize}. Supprimez ce dont vous n’avez plus besoin.',
  FILE_COUNT_LIMIT: count(
    'Il y a {count} fichier\u202F; maximum par envoi\u00A0: {limit}. Envoyez le reste ensuite.',
    'Il y a {count} fichiers\u202F; maximum par envoi\u00A0: {limit}. Envoyez les autres ensuite.',
  ),
  FILE_TOO_LARGE:
    'Ce fichier fait {actualSize}\u202F; la limite est de {limitSize}. Choisissez un fichier plus petit.',
  TRANSFER_TOO_LARGE:
    'Ces fichiers font {actualSize} au total\u202F; la limite est de {limitSize}. Enlevez-en un.',
  SIZE_MISMATCH:
    'La quantité de données reçue n’est pas celle annoncée. Le fichier a peut-être changé pendant l’envoi. Choisissez-le à nouveau.',
  EMPTY: 'Ce fichier est vide (0\u00A0B). Vérifiez-le et choisissez-le à nouveau.',
  FILENAME_INVALID: 'Le nom de ce fichier est inutilisable. Renommez-le et choisissez-le à nouveau.',
  EXTENSION_NOT_ALLOWED: `Les fichiers .{extension} ne sont pas acceptés ici. ${sendAnother}`,
  TYPE_NOT_ALLOWED: `Ce type de fichier n’est pas accepté ici. ${sendAnother}`,
  POLYGLOT_ZIP: unlikeItsName('c’est aussi une archive ZIP'),
  POLYGLOT_PDF: unlikeItsName('c’est aussi un PDF'),
  POLYGLOT_DICOM: unlikeItsName('c’est aussi une image DICOM'),
  POLYGLOT_TAR: unlikeItsName('c’est aussi une archive TAR'),
  POLYGLOT_ISO: unlikeItsName('c’est aussi une image disque'),
  PDF_HEADER_NOT_AT_START:
    'Ce PDF est précédé d’autre chose. Ouvrez-le, enregistrez-le à nouveau en PDF et envoyez cette version.',
  BROKEN_PNG: damaged,
  BROKEN_JPEG: damaged,
  IMAGE_TOO_MANY_PIXELS:
    'Cette image compte {actualMillions} mégapixels\u202F; la limite est de {limitMillions}. Réduisez-la et envoyez cette version.',
  ZIP_UNREADABLE: damaged,
  ZIP_TRAILING_DATA: damagedBy('il est suivi d’autre chose'),
  ZIP_PREFIX_DATA: damagedBy('il contient plus que ce qu’il annonce'),
  ZIP_DUPLICATE_ENTRY: damagedBy('il contient deux fois la même partie'),
  ZIP_TOO_MANY_ENTRIES: damagedBy('il a trop de parties'),
  ZIP_BOMB: damagedBy('décompressé, il serait bien trop volumineux'),
  NOT_OOXML: unlikeItsName('il manque la partie principale d’un fichier Office'),
  OOXML_BAD_XML: damagedBy('la liste de ses parties est illisible'),
  OOXML_CT_TOO_BIG: damagedBy('la liste de ses parties est trop longue'),
  OOXML_AMBIGUOUS: unlikeItsName('il est de deux types Office à la fois'),
  OOXML_FOREIGN_PARTS: unlikeItsName('c’est aussi une application ou le document d’un autre programme'),
  ENCRYPTED_OOXML:
    'Ce fichier Office est protégé par un mot de passe et ne peut pas être contrôlé. Enregistrez-le sans mot de passe et envoyez cette version.',
  MACRO_PART:
    'Ce fichier contient des macros (petits programmes). Enregistrez-le en PDF et envoyez cette version.',
  CFB_UNREADABLE: damaged,
  CFB_NOT_OFFICE: unlikeItsName('il manque la partie principale d’un fichier Office'),
  CFB_AMBIGUOUS: unlikeItsName('il est de deux types Office à la fois'),
  INFECTED:
    'Le contrôle antivirus a trouvé un contenu dangereux dans ce fichier. Il a été supprimé et personne n’a pu l’ouvrir. Ne le renvoyez pas.',
  CHECK_UNDECIDED:
    'Le contrôle antivirus n’est pas concluant pour ce fichier{why}. Il a été supprimé et personne n’a pu l’ouvrir. Envoyez-le sous une autre forme.',
  CONTENT_GONE: 'Ce fichier a été perdu de notre côté et ne peut plus être ouvert. Il doit être renvoyé.',
  CONTENT_LOST: 'La partie envoyée de ce fichier a été perdue de notre côté. Choisissez-le à nouveau.',
  CONTENT_CHANGED:
    'Ce contenu n’est pas celui qu’indique la requête (If-Match). Téléchargez-le à nouveau depuis le début.',
  UPLOAD_OFFSET_MISMATCH: 'L’envoi en est à un autre point que prévu. Il reprend au bon endroit.',
  UPLOAD_MIXED:
    'Les données reçues pour ce fichier ne vont pas ensemble et ont été écartées. Renvoyez le fichier depuis le début.',
  REQUEST_TOO_SLOW: 'Cette requête est arrivée trop lentement et rien n’a été fait. Renvoyez-la.',
  UPLOAD_TOO_SLOW:
    'La connexion est trop lente pour ce fichier. Ce qui a été envoyé est conservé. L’envoi reprendra automatiquement dès qu’elle sera meilleure.',
  UPLOAD_TAKEN_OVER: 'Une connexion plus récente poursuit cet envoi.',
  UPLOAD_VERSION_UNSUPPORTED:
    'Les envois utilisent ici tus 1.0.0. Envoyez «\u00A0Tus-Resumable: 1.0.0\u00A0».',
  CHECK_UNAVAILABLE:
    'Le contrôle antivirus n’est pas disponible pour le moment. Nous réessayons automatiquement. D’ici là, personne ne peut ouvrir le fichier.',
  STORAGE_FULL:
    'Il n’y a pas de place pour ce fichier pour le moment. Ce qui a été envoyé est conservé. Réessayez plus tard.',
  STORAGE_UNAVAILABLE:
    'Les fichiers sont inaccessibles pour le moment. Ce qui a été envoyé est conservé. Réessayez dans un instant.',
  LINE_DOWN: 'Le serveur est injoignable. Ce qui a été envoyé est conservé. Réessayez.',
  FILE_DIFFERS:
    'Ce n’est pas le fichier dont le début a été envoyé. Choisissez à nouveau le même fichier, ou retirez-le et envoyez celui-ci.',
  FILE_CHANGED:
    'Ce fichier a changé sur votre appareil depuis que vous l’avez choisi. Choisissez-le à nouveau.',
  SHUTTING_DOWN: 'Le serveur redémarre. Ce qui a été envoyé est conservé. La suite dans un instant.',
  INTERNAL: 'Quelque chose n’a pas fonctionné de notre côté. Ce qui a été envoyé est conservé.',
}

const kinds: Readonly<Record<string, string>> = {
  jpg: 'une image JPG',
  png: 'une image PNG',
  gif: 'une image GIF',
  webp: 'une image WebP',
  bmp: 'une image BMP',
  tif: 'une image TIFF',
  doc: 'un fichier Word',
  docx: 'un fichier Word',
  ppt: 'un fichier PowerPoint',
  pptx: 'un fichier PowerPoint',
  xls: 'un ancien fichier Excel (.xls)',
  xlsx: 'un fichier Excel',
  msg: 'un message Outlook',
  pdf: 'un PDF',
  mp4: 'une vidéo MP4',
  mov: 'une vidéo MOV',
  zip: 'une archive ZIP',
  rar: 'une archive RAR',
  '7z': 'une archive 7-Zip',
  rtf: 'un texte RTF',
  exe: 'un programme',
  elf: 'un programme',
  msi: 'un programme',
  jar: 'un programme',
  apk: 'un programme',
}

/** What is wrong, in French. */
export const problems: ProblemSentences = {
  codes,
  crowded:
    'Cette commande est trop longue{why}. Les commandes sont courtes\u202F; les fichiers ont leur propre adresse.',
  usedUp: 'Il n’y a plus de place dans ce rendez-vous{why}.',
  unsized:
    'Cette image n’indique pas à son début combien de pixels elle contient. Ouvrez-la, enregistrez-la à nouveau et envoyez cette version.',
  versions: {
    app: 'L’application utilise une version du protocole ({appVersion}) plus ancienne que celle du serveur ({serverVersion}). Mettez à jour l’application.',
    server:
      'Le serveur utilise une version du protocole ({serverVersion}) plus ancienne que celle de l’application ({appVersion}). Mettez à jour le serveur.',
  },
  endings: {
    xls: 'C’est un ancien fichier Excel (.xls). Enregistrez-le en .xlsx et envoyez cette version.',
    '': `Ce fichier n’a pas d’extension. ${sendAnother}`,
  },
  older:
    'Les fichiers .{extension} ne sont pas acceptés ici. Enregistrez le vôtre en .{newer} et envoyez cette version.',
  found,
  states,
  body: 'le corps',
  wrongType: {
    unlike:
      'Le nom indique {promised}, le contenu non. Enregistrez-le à nouveau en {promised} et envoyez cette version.',
    unlikeAt: 'Le nom indique {promised}, mais le contenu est {kind}.',
    unnamed: 'C’est {kind}. Ce type de fichier n’est pas accepté ici.',
    unknown: 'Ce type de fichier n’est pas accepté ici.',
    saveAs: 'Enregistrez-le en .{newer} et envoyez cette version.',
    saveAsPromised: 'Enregistrez-le en {promised} et envoyez cette version.',
    sendAnother,
    kind: (extension) => kinds[extension] ?? `un fichier .${extension}`,
  },
  heic: {
    iphone:
      'C’est une photo HEIC. Choisissez-la dans Photos, pas dans Fichiers\u00A0: votre téléphone en fera un JPG.',
    elsewhere: 'C’est une photo HEIC. Enregistrez-la d’abord en JPG et envoyez cette version.',
  },
}
