import { GB, KB, MB, policies } from '@chairside/protocol'

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** Every limit of the server. Times in milliseconds, sizes in bytes. */
export const defaultLimits = {
  /** What an upload may bring, by the name of its policy. */
  ...policies,
  /** The most live files, and their bytes, of one party in one appointment. */
  liveFiles: 50,
  liveBytes: GB,
  /** The most files and transfers of one party in one appointment, and its most requests, in whatever state. */
  pastFiles: 500,
  pastTransfers: 100,
  pastRequests: 50,
  /** The most files of one transfer, in whatever state: each of its changes is told with all of them. */
  transferFiles: 50,
  /** How many transfers and requests that are over a snapshot tells, and a page of earlier ones. */
  toldOver: 50,
  /** The bytes of one practitioner's library; 0 for no limit. */
  library: 50 * GB,
  /**
   * The most documents of one appointment, how many documents and appointments one page of a list has, and how many
   * documents the appointments of one page have together, unless it is one alone.
   */
  attachments: 500,
  libraryPage: 50,
  filesPage: 20,
  filesDocuments: 500,
  /** How long the upload of a document may take, from its offer on. */
  unfinishedDocument: 7 * 24 * hour,
  /** How long an access code works, and how long a document opens without one once it was unlocked. */
  code: 24 * hour,
  unlock: 2 * minute,
  /** How many wrong codes end a code, and the wait after each of them; the last one repeats. */
  wrongCodes: 10,
  codeWaits: [1, 2, 4, 8, 16, 32, 60].map((seconds) => seconds * second),
  /** How long the withdrawal of a link can be undone. */
  restore: minute,
  /** How long an access session lasts, and until when it can be prolonged; how old a proof of its page may be. */
  access: 15 * minute,
  accessMost: 4 * hour,
  /** How long before its end an access session can be prolonged in any case, however short it is. */
  stay: 2 * minute,
  proof: minute,
  /** How many access sessions of one link are open at once: a new one ends the oldest. */
  accesses: 20,
  /** How many ended access sessions, or old proofs, one sweep drops at once. */
  accessPage: 500,
  /** Refusals of those who have only a link leave at multiples of this time after they came; 0 for at once. */
  refusalStep: 100,
  /**
   * How often the server speaks on a socket, and how long it then waits for the answer: a phone that lost its network is
   * noticed within 15 s, and what cuts an idle connection in between, after 30 s or more, never finds one.
   */
  heartbeat: 10 * second,
  heartbeatAnswer: 5 * second,
  /** How often a node says that it lives, and after which time without that another node counts it as dead. */
  nodeBeat: 3 * second,
  nodeSilence: 15 * second,
  /** How long a node waits for another one to let go of an upload that goes on here. */
  release: 2 * second,
  /** How long a participant stays present after the last connection has closed. */
  presence: 20 * second,
  /** How long after its planned end an appointment without connections is ended. */
  endAfter: 2 * hour,
  /** How long after a start absent participants have to reconnect before they count as absent. */
  comeBack: minute,
  /** How long after the end files on their way may still finish. */
  finishAfterEnd: 15 * minute,
  /** How long a file may receive no byte before it counts as paused by the line. */
  silence: 5 * second,
  /** A body is too slow if no byte comes for `bodySilence`, or fewer than `bodyPace` a second over `bodyTime`. */
  bodySilence: 30 * second,
  bodyTime: minute,
  bodyPace: KB,
  /** A body answered early is read on for `lateTime`, or to `lateBytes`; then its sender has `lateMoment` more. */
  lateTime: 2 * second,
  lateBytes: MB,
  lateMoment: 250,
  /** The least time between two progress events of a file. */
  progress: 100,
  /** The time in which a ticket must be begun, and the time that it then serves. */
  ticketBegin: minute,
  ticketServe: 10 * minute,
  /** Downloads at once, of one person and of a node, and the most memory that one holds. */
  downloads: 6,
  nodeDownloads: 200,
  downloadMemory: 512 * KB,
  /** How long a client may take no byte of its answer. */
  answerSilence: minute,
  /** How long a ticket that is over is still known as expired. */
  ticketKept: hour,
  /** The most ranges that say which bytes of a content went to one person; of more, the smallest is forgotten. */
  fetchedPieces: 256,
  /** How long refusals of one kind to one person are counted into one line, and how many kinds are told apart. */
  refusalWindow: minute,
  refusalKinds: 1000,
  /** The interval at which running streams are checked against the records. */
  streamCheck: 500,
  sweep: minute,
  /** The age, since the last write, at which stored bytes unknown to the records are removed. */
  orphan: hour,
  /** The age at which bytes that do not fill a part of S3 are stored all the same. */
  tail: 10 * second,
  /** The time to connect to a store in the network, and the longest silence after that. */
  storeConnect: 5 * second,
  storeSilence: 20 * second,
  /** How long a presigned address of a content serves; at most a minute. */
  redirect: minute,
  /** How long the answer to an erasure waits for the removal of bytes, which goes on after it. */
  eraseWait: 5 * second,
  /** Contents that the gate reads at once: each takes up to 5 MiB of memory, and all share one thread. */
  gates: 4,
  checkRetryFirst: 5 * second,
  checkRetryLast: 5 * minute,
  /** Scans at once: MaxThreads of clamd, or fewer when nodes share it. */
  scans: 4,
  /** The time to connect to the scanner, and its longest silence then; clamd's MaxScanTime is 2 minutes. */
  scanConnect: 5 * second,
  scanSilence: 150 * second,
  /** The longest side of a thumbnail in pixels, and the bytes and pixels of the largest picture that gets one. */
  thumbnailSide: 320,
  thumbnailBytes: 64 * MB,
  thumbnailPixels: 256_000_000,
  /** How long the process that draws may take no byte, and then take to draw; the most memory that it may have. */
  thumbnailTime: 20 * second,
  thumbnailMemory: 384 * MB,
  /** How long that process stays without a picture, and the most pictures that wait for it. */
  thumbnailIdle: 10 * second,
  thumbnailsWaiting: 1000,
  /**
   * How many documents a page of a patient's list tells to their practitioner, the most that the patient's own page tells,
   * and the most views that a list of them does.
   */
  profilePage: 100,
  profile: 1000,
  views: 100,
  /** A patient who opens a document again within this time has viewed it once. */
  viewAgain: 15 * minute,
  /** How many years ahead a document may expire at the latest. */
  expiryYears: 100,
  /** The most webhooks, how long one try may take, and how many of one webhook run at once. */
  webhooks: 20,
  webhookTry: 10 * second,
  webhookLanes: 4,
  /** How long the server that claimed a delivery is the only one that tries it; after a crash it is tried again then. */
  webhookLease: 20 * second,
  /** The pauses between the tries of a delivery: those of Standard Webhooks. Each is up to a fifth longer, at random. */
  webhookPauses: [
    5 * second,
    5 * minute,
    30 * minute,
    ...[2, 5, 10, 14, 20, 24].map((hours) => hours * hour),
  ],
  /** How often a server looks for deliveries of which it was not told, at the latest. */
  webhookLook: minute / 2,
  /** How long a stop waits for tries that run. */
  webhookStop: 5 * second,
  /** How long the secret before the present one signs as well. */
  webhookOldSecret: 24 * hour,
  /** How long events are kept, and the most deliveries that wait for one webhook: beyond it the oldest are dropped. */
  webhookKept: 7 * 24 * hour,
  webhookWaiting: 10_000,
  /** How many deliveries a list has, how many events one replay takes, and how many old ones go at once. */
  webhookList: 100,
  webhookReplay: 10_000,
  webhookPage: 1000,
  token: 2 * hour,
  tokenTolerance: 2 * minute,
  /** The published keys of an app: how long a fetch may take, at what age they are fetched anew, how often at most. */
  appKeysFetch: 5 * second,
  appKeysFresh: 10 * minute,
  appKeysPause: minute / 2,
  /** How long known keys serve while they cannot be fetched, and how often the log says so. */
  appKeysServe: 24 * hour,
  appKeysLog: minute,
  /** How long a closed socket waits for its client's answer before it is cut. */
  socketClose: 2 * second,
  /** Commands of one person: a second over time, at once, and refused ones until the connection is closed. */
  commandRate: 20,
  commandBurst: 60,
  commandRefusals: 100,
  /** The same for all people of an appointment together, and for those of a block of public addresses, such as a clinic. */
  appointmentRate: 200,
  appointmentBurst: 1000,
  addressRate: 1000,
  addressBurst: 5000,
  /** The bytes of one person's commands, and the server's time for them: a second over time, and at once. */
  commandBytes: 256 * KB,
  commandBytesBurst: 4 * MB,
  commandTime: 500,
  commandTimeBurst: 10 * second,
  /** Sockets of one person, and how many characters one may leave unread beside its largest message. */
  sockets: 10,
  unread: MB,
  /** How long a snapshot over HTTP waits for a change, and how many of one person may wait at the same time. */
  snapshotWait: 25 * second,
  snapshotWaits: 4,
  /** The same, for a page without a socket while bytes arrive; and how long it counts as here after its last answer. */
  liveWait: 2 * second,
  pageSilence: 10 * second,
  /**
   * PostgreSQL: how long a call waits for a connection, as through a restart of the database; how long a statement runs,
   * waits for a locked row, and how long a transaction does nothing.
   */
  records: { connect: 10 * second, statement: 10 * second, lock: 5 * second, idle: 15 * second },
  /**
   * How long Redis may take to answer, and how long after an answer a node looks again whether it passes words on; and how
   * often it looks into the records what the others have told, while it does not.
   */
  crossing: { answer: 5 * second, rest: 5 * second, look: 2 * second },
  /**
   * What must not be lost while the records cannot be reached is tried again: the pause between two tries, how long that goes
   * on, and how many such tasks wait at most.
   */
  again: 5 * second,
  againFor: hour,
  againMost: 1000,
  /** How long a part of the server may take to answer the question about its health. */
  health: 5 * second,
  /** The same where a load balancer asks whether the server is ready, and how long the answer serves everybody who asks. */
  ready: 2 * second,
  readyFresh: 5 * second,
  /** The time for the head of a request to come, for a JSON body to come, and for a socket to say who it is. */
  head: 10 * second,
  json: 10 * second,
  handshake: 10 * second,
  /** The largest body where an address takes none. */
  noBody: KB,
  /** The largest JSON body from those who have no token. */
  unknownBody: 2 * KB,
  /** The largest message of a socket, and the largest JSON body. */
  command: 256 * KB,
}
export type Limits = typeof defaultLimits
