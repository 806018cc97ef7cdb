/**
 * The wire's version. A client names it in its handshake; a server that does not speak it refuses by name.
 * test/stories/protocol/protocol.test.ts hashes every schema: when it fails, raise the number and add one line of history.
 *
 * 1  the live transfer: appointments, transfers, requests, receipts, tickets, the desk
 * 2  the gate's reasons: a code for everything that can be wrong with a content
 * 3  an upload whose bytes come too slowly says so
 * 4  a file whose bytes were lost by the store says so
 * 5  an offer and a request name whom they are meant for; ids in capitals are the same ids; forms whose parts
 *    cannot be told apart, and contents of two files, are refused by name; the record is called audit;
 *    the addresses of HTTP are part of the wire,
 *    and take the commands of the socket
 */
export const protocolVersion = 5
