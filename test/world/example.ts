import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { freePort } from './port.ts'
import { atEnd, until } from './until.ts'

/** A backend of examples/ that runs. `said` gives what it has printed. */
export interface ExampleBackend {
  readonly url: string
  readonly said: () => string
}

/**
 * Starts a backend of examples/ as its first lines say, and waits until it answers. It ends with the test.
 *
 * @param folder below examples/
 * @param line the program and its parts, for a port
 * @param settings its environment, beside `PORT`
 */
export async function startExample(
  folder: string,
  line: (port: number) => readonly string[],
  settings: Readonly<Record<string, string>>,
): Promise<ExampleBackend> {
  const port = await freePort()
  const [program = '', ...parts] = line(port)
  const child = spawn(program, parts, {
    cwd: join(import.meta.dirname, '../../examples', folder),
    // Python would write its compiled files beside the example.
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PORT: String(port), ...settings },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said += chunk
    })
  atEnd(() => void child.kill('SIGKILL'))
  const url = `http://127.0.0.1:${port}`
  const answers = () =>
    fetch(url).then(
      () => true,
      () => false,
    )
  await until(
    'it answers',
    () => {
      if (child.exitCode !== null) throw new Error(`it ended: ${said}`)
      return answers()
    },
    3000,
  )
  return { url, said: () => said }
}
