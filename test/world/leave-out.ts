import { beforeEach } from 'vitest'
import { reasonToLeaveOut } from '../left-out.ts'

/** Runs before the stories on two nodes: skips those that test/left-out.ts names. */
beforeEach(({ task, skip }) => {
  const reason = reasonToLeaveOut(task.file.filepath, task.name)
  if (reason !== undefined) skip(reason)
})
