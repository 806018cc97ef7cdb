/** A figure that was measured, and the part of the bench that measures it. */
interface Measured {
  readonly figure: number
  readonly unit: string
  readonly where: string
}

/*
 * What the simulation of a region counts with. Measured on 2026-12-01 on one core of an AMD EPYC that many other processes used
 * too: a quiet core does the same in half of the time or less. Measure anew on yours, and write the figures here.
 */
export const measured = {
  connect: {
    figure: 4_300,
    unit: 'µs of a node’s CPU to let a person in, with the first snapshot',
    where: 'scale: 2,460 with SQLite, × 2,504 ÷ 1,436 of crossing for PostgreSQL',
  },
  idle: { figure: 20, unit: 'µs of CPU a second of a connection that does nothing', where: 'scale' },
  memory: { figure: 18.5, unit: 'KiB of a connection', where: 'scale' },
  commit: {
    figure: 3_570,
    unit: 'µs of CPU of two nodes for a change that is told across them',
    where: 'crossing',
  },
  foreign: { figure: 300, unit: 'µs of CPU of every other node for it', where: 'crossing' },
  redis: { figure: 380, unit: 'µs of Redis’s CPU for it', where: 'crossing' },
  postgres: { figure: 3_130, unit: 'µs of PostgreSQL’s CPU for it', where: 'crossing' },
  upload: { figure: 4.7, unit: 's of CPU for each GB that is received into S3', where: 'up-s3, 20 × 10 MB' },
  download: {
    figure: 2.4,
    unit: 's of CPU for each GB that is sent from S3',
    where: 'assumed: half of an upload',
  },
} as const satisfies Readonly<Record<string, Measured>>
