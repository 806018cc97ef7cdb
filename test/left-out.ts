/**
 * What is left out of the stories on two nodes, and why: a folder with its slash, a file, or tests of a file by a part of
 * their names.
 */
export const leftOut: Readonly<Record<string, string | Readonly<Record<string, string>>>> = {
  'elements/': 'there is no server in them',
  'nodes/': 'they open their nodes themselves, and run with all others',
  's3/': 'they bring a store of their own',
  'connection/failing': 'puts failing parts of its own into the server',
  'content/photo-bytes': 'there is no server in it',
  'documents/archive-resumed': {
    'what went out before an archive was cut':
      'cuts at a byte: from memory Ceph gives the whole content at once',
  },
  'documents/byte-paths': 'writes states into SQLite’s file',
  'documents/erasing': 'searches the files of the data folder for words',
  'documents/history-plans': 'asks SQLite for its query plans',
  'documents/library-plans': 'asks SQLite for its query plans',
  'documents/library-sums': 'reads sums in SQLite’s file',
  'documents/link-paths': {
    'by a link and a code the bytes come for exactly those': 'writes states into SQLite’s file',
  },
  'documents/sdk-session': { '400 files that are dropped at once': 'takes minutes with Ceph' },
  'links/access': 'reads rows in SQLite’s file',
  'links/erasing': 'searches the files of the data folder for words',
  'links/plans': 'asks SQLite for its query plans',
  'operation/backup': 'copies the data folder of one server, or the records of one',
  'operation/checking': 'tries settings, and starts no server',
  'operation/config': 'reads settings',
  'operation/config-stores': 'reads settings',
  'operation/doctor': 'examines what stands in front of one server, in real time',
  'operation/doctor-process': 'examines what stands in front of one server, in real time',
  'operation/durable': 'tests the log of SQLite by itself',
  'operation/half-said': 'starts processes with a data folder of their own',
  'operation/landed': 'fills SQLite’s file with rows of an older version',
  'operation/metrics': {
    'what people send, get and are refused':
      'each node counts what passes through it, and whoever reads the metrics adds them up',
  },
  'operation/network-folder': 'looks at folders, and starts no server',
  'operation/ready': { 'a server with all its parts': 'names the parts of a server that is alone' },
  'operation/retention': 'writes rows into SQLite’s file',
  'operation/starting': 'starts processes with a data folder of their own',
  'operation/uncaught': 'starts processes with a data folder of their own',
  'operation/words': 'searches the files of the data folder for words',
  'people/access': {
    'of somebody else does not stop an upload that runs':
      'sees a thousand bytes on the disk; S3 gets them in parts',
  },
  'people/erasing': 'searches the files of the data folder for words',
  'people/waiting-room': {
    'is forgotten by a start':
      'a start forgets the people of the one process before it; nodes wait 20 s for them',
  },
  'profile/plans': 'asks SQLite for its query plans',
  'protocol/errors': 'there is no server in it',
  'protocol/errors-table': 'there is no server in it',
  'protocol/file-names': 'there is no server in it',
  'protocol/graphemes': 'there is no server in it',
  'protocol/protocol': 'there is no server in it',
  'protocol/texts': 'there is no server in it',
  'upload/digest': 'reads rows in SQLite’s file',
  'upload/surviving': 'kills processes with a data folder of their own; `nodes/killed-node` kills nodes',
  'upload/killed': 'kills processes with a data folder of their own; `nodes/killed-node` kills nodes',
  'upload/unfinished': 'writes rows into SQLite’s file',
  'webhooks/delivering': 'puts a failing database of its own into the server',
}

/** Folders and files that are left out, as patterns. */
export const leftOutFiles: readonly string[] = Object.entries(leftOut).flatMap(([name, why]) => {
  if (typeof why !== 'string') return []
  return [name.endsWith('/') ? `test/stories/${name}**` : `test/stories/${name}.test.ts`]
})

/** Why a test of a file is left out; undefined if it runs. */
export function reasonToLeaveOut(file: string, test: string): string | undefined {
  const name = /stories\/(.+)\.test\.ts$/.exec(file)?.[1] ?? ''
  const tests = leftOut[name]
  if (tests === undefined || typeof tests === 'string') return undefined
  return Object.entries(tests).find(([part]) => test.includes(part))?.[1]
}
