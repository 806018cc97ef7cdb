// The pretend app around the panel: waiting room, call, and the page after the call. Microphone and camera do nothing.
import { blinkNowAndThen } from './face.ts'
import { demoMeeting, elapsedTime, type Meeting, plannedTime, shortName } from './people.ts'
import { inEveryLanguage, word } from './words.ts'

export type Scene = 'waiting' | 'call' | 'left'
type Side = 'practitioner' | 'patient'

const find = <T extends HTMLElement>(id: string) => document.getElementById(id) as T

const startSwitch = (id: string, follow: (off: boolean) => void = () => {}) => {
  const button = find<HTMLButtonElement>(id)
  button.addEventListener('click', () => {
    const off = button.ariaPressed !== 'true'
    button.ariaPressed = String(off)
    follow(off)
  })
}

export const startStage = (side: Side, moved: (scene: Scene) => void) => {
  const call = find('call')
  let meeting: Meeting = demoMeeting
  let scene: Scene = side === 'patient' ? 'waiting' : 'call'
  let since = Date.now()

  const write = () => {
    const other = side === 'patient' ? meeting.practitioner : meeting.patient
    const titles: Record<Scene, string> = {
      waiting: word('waitingTitle', { name: shortName(other) }),
      call: word('appointment', { name: other }),
      left: word('leftTitle'),
    }
    call.dataset.scene = scene
    document.title = word('appointment', { name: other })
    find('stage-title').textContent = titles[scene]
    const planned = plannedTime(meeting)
    find('place-words').textContent =
      word(scene === 'left' ? 'leftPlace' : 'waitingRoom') + (planned ? ` · ${planned}` : '')
    find('stage-note').textContent = word(scene === 'left' ? 'leftNote' : 'waitingNote')
    find('enter').textContent = word(scene === 'left' ? 'enterAgain' : 'enter')
    find('other-name').textContent = other
    find('planned').textContent = planned ? `${planned} · ` : ''
  }
  const tick = () => {
    find('elapsed').textContent = scene === 'call' ? elapsedTime(since) : ''
  }
  const go = (next: Scene) => {
    scene = next
    since = Date.now()
    write()
    tick()
    moved(next)
    find('stage-title').focus() // the pressed button is removed
  }

  startSwitch('microphone')
  startSwitch('camera', (off) => find('self-view').classList.toggle('is-dark', off))
  find('enter').addEventListener('click', () => go('call'))
  find('leave').addEventListener('click', () => go('left'))
  for (const face of document.querySelectorAll('.face')) blinkNowAndThen(face)
  setInterval(tick, 1000)
  inEveryLanguage(write)
  tick()
  moved(scene)

  return {
    /** Takes the names and times of the joined appointment. */
    know(known: Meeting) {
      meeting = known
      write()
    },
  }
}
