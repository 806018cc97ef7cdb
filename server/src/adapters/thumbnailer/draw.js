// The program that draws, in a process of its own. It is JavaScript because Node strips no types under `--jitless`.
// Standard input: for each picture its length in four bytes, then its bytes. Standard output: the length of the answer
// in four bytes, then the answer; a length of 0 once at the start, and for a picture that cannot be drawn.
import { constants } from 'node:os'
import process from 'node:process'

/** The exit code where sharp does not run: 69, EX_UNAVAILABLE of sysexits.h. */
const unavailable = 69

const { side, pixels } = JSON.parse(process.argv[2] ?? '')
const { default: sharp } = await import('sharp').catch(() => process.exit(unavailable))

// Everything that libvips can read is blocked: SVG, TIFF, its own format, and what later versions add.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif'].map((name) => `VipsForeignLoad${name}Buffer`),
})
sharp.cache(false)
sharp.concurrency(1)

/** @param {Uint8Array} bytes */
function answer(bytes) {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  process.stdout.write(Buffer.concat([length, bytes]))
}

/** @param {Buffer} picture */
function draw(picture) {
  // What is cut off or broken fails; what is only odd is drawn.
  const options = { limitInputPixels: pixels, failOn: 'error', sequentialRead: true, autoOrient: true }
  return sharp(picture, /** @type {import('sharp').SharpOptions} */ (options))
    .resize(side, side, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .webp({ quality: 75 })
    .toBuffer()
}

const length = Buffer.alloc(4)
let target = length
let filled = 0

/** @param {Buffer} chunk */
function take(chunk) {
  for (let rest = chunk; rest.length > 0; ) {
    const count = rest.copy(target, filled)
    rest = rest.subarray(count)
    filled += count
    if (filled < target.length) return
    filled = 0
    if (target === length) target = Buffer.allocUnsafeSlow(length.readUInt32BE())
    else {
      const picture = target
      target = length
      draw(picture).then(answer, () => answer(Buffer.alloc(0)))
    }
  }
}

process.stdin.on('data', take)
// The server is gone. An exit would wait for a thread that still draws.
process.stdin.on('end', () => process.kill(process.pid, constants.signals.SIGKILL))
answer(Buffer.alloc(0))
