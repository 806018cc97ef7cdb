import { type Static, Type } from 'typebox'

/** The newest and the oldest version that one side speaks; two sides understand each other where these overlap. */
export const VersionWindow = Type.Object({ version: Type.Integer(), oldest: Type.Integer() })
export type VersionWindow = Static<typeof VersionWindow>

/**
 * The wire's version. Both sides also state the oldest version that they still speak, so that either can be updated
 * first; the server refuses a client outside its window by name, and says which side to update.
 * test/stories/protocol/protocol.test.ts hashes every schema: when it fails, raise the number and add one line of history.
 *
 * 1  the live transfer: appointments, transfers, requests, receipts, tickets, the desk
 * 2  the gate's reasons: a code for everything that can be wrong with a content
 * 3  an upload whose bytes come too slowly says so
 * 4  a file whose bytes were lost by the store says so
 * 5  an offer and a request name whom they are meant for; ids in capitals are the same ids; forms whose parts
 *    cannot be told apart, and contents of two files, are refused by name; the record is called audit;
 *    the addresses of HTTP are part of the wire,
 *    and take the commands of the socket; both sides state their oldest version; what was found wrong is typed
 * 6  names have at most 1,024 characters; an appointment that is used up says by what; a slow JSON body says so
 * 7  a snapshot tells the newest of what is over, and `earlier` the rest; an appointment and a person can be erased,
 *    and a name that was blanked is empty; downloads, bytes of commands and sockets have a limit for each person;
 *    the audit says who was let in, refused, and sent which bytes, and is read for all appointments at once;
 *    a token whose key cannot be fetched says so; names of people, notes and reasons are cleaned of what is not seen,
 *    and a note has at most 2,000 characters on the wire
 * 8  a pause is ended by its resume alone, and is also told of a file that has no bytes yet; a sender says that it has
 *    lost a file's bytes (`file:missing`), and both sides are told; a content that the store has lost says so to whoever
 *    fetches it; a file about which the check cannot decide says so, and the practitioner decides about it; a participant
 *    is told that the practitioner is at the desk; the note of an open request can be changed (`request:note`), and a
 *    declined request can be answered or explained afterwards
 * 9  documents: libraries, what is attached to appointments, the files of a patient, archives; a socket may be for
 *    documents alone; an appointment may have a title and a template
 * 10  share links of documents with access codes, access sessions, views, and a patient's profile; a content may be fetched ahead
 *    of its view, and how far a document's upload is, is told; instants are taken with any offset; what does not fit says what
 *    it must be, and the app's backend is told which id is unknown;
 *    a page without a socket waits for news, and counts as here meanwhile;
 *    the app's backend hears what happens by webhooks, fetches every content for its record, and is told where a replay goes on;
 *    a refused origin is named, and a page names what is wrong with how it embeds the elements;
 *    the key's holder reads the health of the server's parts;
 *    uploads are also taken by POST, as the IETF draft of resumable uploads has it;
 *    the socket is described as HTTP is;
 *    readiness names the parts of the server that are away
 *
 * Versions before 5 were never deployed, so that no side has to speak them.
 */
export const protocolVersion = 10

/** The oldest version that this package still speaks. Raise it when the code for an older one is removed. */
export const oldestVersion = 5

/** The window of this package, on either side. */
export const spoken: VersionWindow = { version: protocolVersion, oldest: oldestVersion }
